import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live, LiveGateway } from '../model/live.ts'
import type { GatewayRef, Refusal } from '../model/plan.ts'
import { readText } from '../model/text.ts'

/** A stop and a restart hang up every call of the profile (sofia.c:3478, 1.10.12). */
export function callsInProgress(profile: string, calls: number, allowed: boolean): Refusal[] {
  if (calls === 0 || allowed) return []
  const what = calls === 1 ? '1 call in progress' : `${calls} calls in progress`
  const message = `Profile ${profile} has ${what}, which would be hung up.`
  return [{ rule: 'calls-in-progress', message, lift: '--allow-calls' }]
}

const SHUTS_DOWN: ReadonlySet<string> = new Set(['true', 'elegant', 'asap', 'reincarnate-now'])

/**
 * A profile that takes the whole of FreeSWITCH down when it cannot start (sofia.c:2904-2919) is
 * neither started nor restarted: a port that is taken would end every call of every profile.
 *
 * @param disks  what stands on disk and what is loaded: it may be set in either
 */
export function shutdownOnFail(profile: string, disks: readonly Disk[]): Refusal[] {
  const set = disks.some(({ profiles, globals }) => {
    const settings = profiles.find((each) => each.name === profile)?.settings
    return SHUTS_DOWN.has(readText(settings?.get('shutdown-on-fail') ?? '', globals).toLowerCase())
  })
  if (!set) return []
  const message = `Profile ${profile} has shutdown-on-fail: a start that fails would stop the whole of FreeSWITCH.`
  return [
    {
      rule: 'shutdown-on-fail',
      message,
      lift: 'Take shutdown-on-fail out of its settings, and reload the XML.',
    },
  ]
}

/** A profile that starts, stops or does not run takes no command. `state`: undefined when it does not run. */
export function doesNotRun(profile: string, state: string | undefined): Refusal[] {
  switch (state) {
    case 'RUNNING':
      return []
    case undefined:
      return [
        {
          rule: 'profile-not-running',
          message: `Profile ${profile} does not run.`,
          lift: `Run \`gwctl profile start ${profile}\` first.`,
        },
      ]
  }
  return [
    {
      rule: 'profile-not-running',
      message: `Profile ${profile} is ${state}: it starts or stops at this moment, or hangs.`,
      lift: 'Run it again in some seconds; one that stays so is ended by a restart of FreeSWITCH only.',
    },
  ]
}

/** As an apply: a profile may not lose the last gateway through which calls can go out. */
export function lastHealthyKilled(killed: readonly GatewayRef[], live: Live, allowed: boolean): Refusal[] {
  if (allowed) return []
  const going = new Set(killed.map((each) => gatewayPath(each.profile, each.gateway)))
  return [...new Set(killed.map((each) => each.profile))].flatMap((profile) => {
    const healthy = live.gateways.filter((each) => each.profile === profile && each.status === 'UP')
    if (healthy.length === 0 || healthy.some((each) => !going.has(gatewayPath(profile, each.name)))) return []
    const names = healthy.map((each) => each.name).join(', ')
    return [
      {
        rule: 'last-healthy',
        message: `Profile ${profile} would lose its last healthy gateway (${names}).`,
        lift: '--allow-last-healthy',
      },
    ]
  })
}

/** FreeSWITCH says no to such a `register`, and leaks a lock with which the profile can never be stopped (mod_sofia.c:3672-3680). */
export function doesNotRegister({ profile, name, state }: LiveGateway): Refusal[] {
  if (state !== 'NOREG') return []
  return [
    {
      rule: 'does-not-register',
      message: `${gatewayPath(profile, name)} does not register (NOREG); telling it to would leave profile ${profile} unable to stop.`,
      lift: 'Nothing allows this; set `register: true` and apply, where it is to register.',
    },
  ]
}
