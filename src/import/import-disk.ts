import type { LoadResult } from '../config/load.ts'
import type { Diagnostic } from '../errors.ts'
import type { Desired } from '../model/desired.ts'
import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { GatewayRef } from '../model/plan.ts'
import { diff } from '../plan/diff.ts'
import { standingGateways } from '../plan/standing.ts'
import { commentsAbove } from './comments-above.ts'
import { describeGateway } from './describe-gateway.ts'
import { EnvNames } from './env-names.ts'
import { hideSecretLines } from './hide-secret-lines.ts'
import { unadoptable } from './unadoptable.ts'
import { writeGateway } from './write-gateway.ts'
import { writeYaml, type GatewayBlock, type Item, type ProfileBlock, type WrittenYaml } from './write-yaml.ts'

export interface ImportOptions {
  /** The first lines of the file, as comments. */
  readonly head: readonly string[]
  /** `freeswitch.conf` as the YAML shall have it. */
  readonly conf: string
  /** Only these profiles and gateways; absent: all. */
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

/** Loads the YAML with these secrets, as any command would (config/load.ts). */
export type Check = (yaml: string, env: Readonly<Record<string, string>>) => LoadResult

/**
 * The YAML of what is on disk. The rule: the loader itself has to take the outcome, and a plan of it
 * has nothing to do but to adopt. A gateway of which that is not so, or that FreeSWITCH does not
 * create, is left out with the reason as a comment in its place.
 */
export function importDisk(disk: Disk, options: ImportOptions, check: Check): Imported {
  const left = new Map<DiskGateway, string>()
  const gone = new Map<string, string>()
  const lost: Lost = { left, gone }
  const profiles = disk.profiles.filter(
    ({ name }) => options.profile === undefined || name === options.profile,
  )
  const asked = profiles.flatMap((profile) => askedIn(profile, options, lost))
  for (;;) {
    const env = new EnvNames()
    const blocks = profiles.map((each) => blockOf(each, { disk, options, left, gone, env }))
    const written = writeYaml(options.head, options.conf, blocks)
    const loaded = check(written.text, Object.fromEntries(env.variables))
    const before = left.size + gone.size
    if (loaded.desired === undefined) blame(loaded.diagnostics, written, asked, lost)
    else for (const [gateway, reason] of judge(loaded.desired, disk, asked, left)) left.set(gateway, reason)
    if (left.size + gone.size > before) continue
    return {
      yaml: written.text,
      env: env.variables,
      gateways: blocks.flatMap(gatewaysIn),
      leftOut: asked.flatMap((gateway) => {
        const reason = left.get(gateway) ?? gone.get(gateway.profile)
        return reason === undefined ? [] : [{ gateway, reason }]
      }),
      problems: loaded.diagnostics.filter((each) => each.severity === 'error'),
    }
  }
}

/** What is left out so far, with the reasons. */
interface Lost {
  readonly left: Map<DiskGateway, string>
  /** Whole profiles, by name. */
  readonly gone: Map<string, string>
}

/** The gateways that are asked for; what can be said of none of them is left out from the beginning. */
function askedIn(
  profile: DiskProfile,
  { wanted = () => true }: ImportOptions,
  { left, gone }: Lost,
): DiskGateway[] {
  const asked = profile.gateways.filter((each) => wanted({ profile: profile.name, gateway: each.name }))
  if (profile.name.includes('$${')) gone.set(profile.name, 'only the running switch knows its name')
  for (const gateway of asked) {
    if (gateway.skipped !== undefined) left.set(gateway, `FreeSWITCH does not create it: ${gateway.skipped}`)
    else if (gateway.uneditable !== undefined)
      left.set(gateway, `it cannot be changed in place: ${gateway.uneditable}`)
  }
  return asked
}

interface Work extends Lost {
  readonly disk: Disk
  readonly options: ImportOptions
  readonly env: EnvNames
}

function blockOf(profile: DiskProfile, work: Work): ProfileBlock {
  const { wanted = () => true } = work.options
  const { name } = profile
  const gone = work.gone.get(name)
  if (gone !== undefined)
    return { name, keepOthers: false, items: [], leftOut: `Not imported: profile ${name}: ${gone}` }
  const items = profile.gateways
    .filter((each) => wanted({ profile: name, gateway: each.name }))
    .map((gateway) => itemOf(gateway, profile, work))
  const here = new Set(items.flatMap((each) => (each.kind === 'gateway' ? [each.name] : [])))
  const keepOthers = [...standingGateways(profile).values()].some(
    (each) => each.managed && !here.has(each.name),
  )
  return { name, keepOthers, items }
}

function itemOf(gateway: DiskGateway, profile: DiskProfile, work: Work): Item {
  const reason = work.left.get(gateway)
  if (reason !== undefined) return noteOf(gateway, reason, work.disk)
  const made = gatewayBlock(gateway, profile, work)
  if (!('fault' in made)) return made
  work.left.set(gateway, made.fault)
  return noteOf(gateway, made.fault, work.disk)
}

function gatewayBlock(
  gateway: DiskGateway,
  profile: DiskProfile,
  { disk, options, env }: Work,
): GatewayBlock | { readonly fault: string } {
  const moveSecrets = options.secrets === 'env'
  const described = describeGateway(gateway, { profile, globals: disk.globals, moveSecrets })
  if ('fault' in described) return described
  const lines = writeGateway(described, { gateway: gateway.name, ...(moveSecrets && { env }) })
  if ('fault' in lines) return lines
  const above = commentsAbove(disk.files.get(gateway.site.file)?.text ?? '', gateway)
  const comments = moveSecrets ? hideSecretLines(above, env.variables) : above
  return { kind: 'gateway', name: gateway.name, comments, lines }
}

function noteOf(gateway: DiskGateway, reason: string, { files }: Disk): Item {
  const { file, start } = gateway.site
  const line = (files.get(file)?.text ?? '').slice(0, start).split(/\r\n|\r|\n/).length
  const name = gateway.name === '' ? '(no name)' : gateway.name
  return { kind: 'note', lines: [`Not imported: ${name} (${file}:${line}): ${reason}`] }
}

/** Leaves out what the loader refuses: the gateway in whose lines its error is, or the profile. */
function blame(
  diagnostics: readonly Diagnostic[],
  { spans }: WrittenYaml,
  asked: readonly DiskGateway[],
  { left, gone }: Lost,
): void {
  for (const { severity, at, message } of diagnostics) {
    const offset = at?.offset ?? -1
    const about = spans.find(({ start, end }) => start <= offset && offset < end)?.about
    if (severity !== 'error' || about === undefined) continue
    const path = 'gateway' in about ? gatewayPath(about.profile, about.gateway) : undefined
    const gateway = asked.find((each) => !left.has(each) && gatewayPath(each.profile, each.name) === path)
    if (gateway !== undefined) left.set(gateway, message)
    else if (path === undefined) gone.set(about.profile, message)
  }
}

/** What a plan would do anything else with than to adopt it. */
function judge(
  desired: Desired,
  disk: Disk,
  asked: readonly DiskGateway[],
  left: ReadonlyMap<DiskGateway, string>,
): [DiskGateway, string][] {
  const taken = asked.filter((each) => !left.has(each))
  const byPath = new Map(taken.map((each) => [gatewayPath(each.profile, each.name), each]))
  const { changes } = diff(desired, disk, undefined, { adopt: true })
  const differing = changes.flatMap(({ action, profile, gateway, params }): [DiskGateway, string][] => {
    const found = byPath.get(gatewayPath(profile, gateway))
    const names = params.map((each) => each.name).join(', ')
    return action === 'adopt' || found === undefined ? [] : [[found, `the YAML cannot say its ${names}`]]
  })
  return [...differing, ...unadoptable(disk, taken)]
}

function gatewaysIn({ name, items }: ProfileBlock): GatewayRef[] {
  return items.flatMap((each) => (each.kind === 'gateway' ? [{ profile: name, gateway: each.name }] : []))
}
