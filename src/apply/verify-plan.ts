import type { Plan, ProfileChange, SettingChange } from '../model/plan.ts'
import { touchedChanges } from '../plan/carried.ts'
import { addressText, isBoundAt } from '../plan/listening.ts'
import { isExact } from '../plan/loaded-fields.ts'
import { meaningIn } from '../plan/setting-meaning.ts'
import type { RunPorts } from './run-ports.ts'
import type { Sent } from './sent.ts'
import { verify, type Mismatch, type Verdict } from './verify.ts'

/**
 * Proves what an apply did, of profiles and then of gateways (apply/verify.ts). A profile that was
 * started runs, one that was stopped is gone; FreeSWITCH has loaded every setting as it was written; and
 * where it runs on this machine, the profile has bound its new address and let go of the old one. Gateways
 * that were only carried by a restart have to be as well as before.
 */
export async function verifyPlan(plan: Plan, sent: Sent, ports: RunPorts, untilMs: number): Promise<Verdict> {
  const mismatches = await profileMismatches(plan, ports)
  if (mismatches.length > 0) return { outcomes: [], mismatches }
  return verify(touchedChanges(plan), sent, ports, untilMs)
}

async function profileMismatches(
  { profiles = [], settings = [] }: Plan,
  ports: RunPorts,
): Promise<Mismatch[]> {
  if (profiles.length === 0 && settings.length === 0) return []
  const states = new Map((await ports.link.profileStates()).map((each) => [each.name, each.state]))
  return [
    ...profiles.flatMap((each) => wrongState(each, states.get(each.profile))),
    ...(await otherwiseLoaded(settings, ports)),
    ...wrongSockets(profiles, ports),
  ]
}

function wrongState({ profile, action }: ProfileChange, state: string | undefined): Mismatch[] {
  if (action === 'delete')
    return state === undefined ? [] : [{ profile, detail: `it is still there, ${state}` }]
  return state === 'RUNNING' ? [] : [{ profile, detail: `it does not run (${state ?? 'it is gone'})` }]
}

async function otherwiseLoaded(settings: readonly SettingChange[], { link }: RunPorts): Promise<Mismatch[]> {
  if (settings.length === 0) return []
  const { profiles, globals } = await link.loaded()
  const wrong = settings.filter(({ profile, name, meaning }) => {
    const loaded = profiles.find((each) => each.name === profile)
    return isExact(meaning ?? '') && meaningIn(loaded, name, globals) !== meaning
  })
  return wrong.map(({ profile, name }) => ({
    profile,
    detail: `FreeSWITCH has loaded another ${name} than was written; it may read another directory`,
  }))
}

function wrongSockets(profiles: readonly ProfileChange[], { sockets }: RunPorts): Mismatch[] {
  if (sockets === undefined) return []
  const own = sockets.list().filter((each) => each.own)
  return profiles.flatMap(({ profile, listens, listened }) => {
    const isOpen = (address: NonNullable<typeof listens>): boolean =>
      own.some((each) => isBoundAt(each, address))
    const taken = profiles.some((each) => each.listens?.port === listened?.port)
    return [
      ...(listens !== undefined && !isOpen(listens)
        ? [{ profile, detail: `FreeSWITCH does not listen on ${addressText(listens)}` }]
        : []),
      ...(listened !== undefined && !taken && isOpen(listened)
        ? [{ profile, detail: `FreeSWITCH still listens on ${addressText(listened)}` }]
        : []),
    ]
  })
}
