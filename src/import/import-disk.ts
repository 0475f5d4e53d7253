import type { Diagnostic } from '../errors.ts'
import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import type { GatewayRef } from '../model/plan.ts'
import { EnvNames } from './env-names.ts'
import { blame, judge, type Check, type Lost } from './judge-import.ts'
import { profileBlocks } from './profile-blocks.ts'
import { writeYaml } from './write-yaml.ts'

export interface ImportOptions {
  /** The first lines of the file, as comments. */
  readonly head: readonly string[]
  /** `freeswitch.conf` as the YAML shall have it. */
  readonly conf: string
  /** Only this profile, and only these gateways; absent: all. */
  readonly profile?: string
  readonly wanted?: (ref: GatewayRef) => boolean
  /** `env`: secrets become `${env:NAME}`, and their values `Imported.env`. */
  readonly secrets: 'inline' | 'env'
}

/** A gateway that stands on disk and not in the YAML. */
export interface LeftOut {
  readonly gateway: DiskGateway
  /** Completes "NAME is left out: ...". */
  readonly reason: string
}

export interface Imported {
  readonly yaml: string
  /** Empty with `secrets: 'inline'`. */
  readonly env: ReadonlyMap<string, string>
  readonly gateways: readonly GatewayRef[]
  readonly leftOut: readonly LeftOut[]
  /** What the loader has against the file all the same: it is too large, say. */
  readonly problems: readonly Diagnostic[]
}

/**
 * The YAML of what is on disk. The rule: the loader itself has to take the outcome, and a plan of it
 * has nothing to do but to adopt. A gateway of which that is not so, or that FreeSWITCH does not
 * create, is left out with the reason as a comment in its place.
 *
 * @param check  loads the YAML as any command would
 */
export function importDisk(disk: Disk, options: ImportOptions, check: Check): Imported {
  const lost: Lost = { left: new Map(), gone: new Map() }
  const profiles = disk.profiles
    .filter(({ name }) => options.profile === undefined || name === options.profile)
    .map((profile) => ({ profile, asked: askedIn(profile, options) }))
    .filter((each) => options.wanted === undefined || each.asked.length > 0)
  const asked = profiles.flatMap((each) => each.asked)
  profiles.forEach(({ profile }) => giveUpAtOnce(profile, asked, lost))
  for (;;) {
    const env = new EnvNames()
    const moved = options.secrets === 'env' ? env : undefined
    const blocks = profileBlocks(profiles, disk, lost, moved)
    const written = writeYaml(options.head, options.conf, blocks)
    const loaded = check(written.text, Object.fromEntries(env.variables))
    const found =
      loaded.desired === undefined
        ? blame(loaded.diagnostics, written, asked, lost)
        : judge(loaded.desired, disk, asked, lost)
    if (found) continue
    return {
      yaml: written.text,
      env: env.variables,
      gateways: blocks.flatMap(({ name, items }) =>
        items.flatMap((each) => (each.kind === 'gateway' ? [{ profile: name, gateway: each.name }] : [])),
      ),
      leftOut: asked.flatMap((gateway) => leftOut(gateway, lost)),
      problems: loaded.diagnostics.filter((each) => each.severity === 'error'),
    }
  }
}

function askedIn(profile: DiskProfile, { wanted }: ImportOptions): DiskGateway[] {
  return profile.gateways.filter(
    (each) => wanted === undefined || wanted({ profile: profile.name, gateway: each.name }),
  )
}

/** What can be said of none of these is known before anything is written. */
function giveUpAtOnce({ name }: DiskProfile, asked: readonly DiskGateway[], { left, gone }: Lost): void {
  if (name.includes('$${')) gone.set(name, 'only the running switch knows its name')
  for (const gateway of asked) {
    if (gateway.skipped !== undefined) left.set(gateway, `FreeSWITCH does not create it: ${gateway.skipped}`)
    else if (gateway.uneditable !== undefined)
      left.set(gateway, `it cannot be changed in place: ${gateway.uneditable}`)
  }
}

function leftOut(gateway: DiskGateway, { left, gone }: Lost): LeftOut[] {
  const reason = left.get(gateway) ?? gone.get(gateway.profile)
  return reason === undefined ? [] : [{ gateway, reason }]
}
