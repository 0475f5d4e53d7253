import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import { standingGateways } from '../plan/standing.ts'
import { commentsAbove } from './comments-above.ts'
import { describeGateway } from './describe-gateway.ts'
import type { EnvNames } from './env-names.ts'
import { hideSecretLines } from './hide-secret-lines.ts'
import type { Lost } from './judge-import.ts'
import { writeGateway } from './write-gateway.ts'
import type { Item, ProfileBlock } from './write-yaml.ts'

/** A profile, and the gateways of it that are asked for. */
export interface Asked {
  readonly profile: DiskProfile
  readonly asked: readonly DiskGateway[]
}

/**
 * The profiles as they are to be written. A gateway that turns out to be unsayable is added to
 * `lost`.
 *
 * @param env  takes the secrets; absent: they stand in the YAML
 */
export function profileBlocks(
  profiles: readonly Asked[],
  disk: Disk,
  lost: Lost,
  env: EnvNames | undefined,
): readonly ProfileBlock[] {
  const blocks = profiles.map((each) => blockOf(each, { disk, lost, env }))
  return env === undefined ? blocks : blocks.map((each) => hideComments(each, env))
}

interface Work {
  readonly disk: Disk
  readonly lost: Lost
  readonly env: EnvNames | undefined
}

function blockOf({ profile, asked }: Asked, work: Work): ProfileBlock {
  const { name } = profile
  const gone = work.lost.gone.get(name)
  if (gone !== undefined)
    return { name, keepOthers: false, items: [], leftOut: `Not imported: profile ${name}: ${gone}` }
  const own = asked.map((gateway) => itemOf(gateway, profile, work))
  const here = new Set(own.flatMap((each) => (each.kind === 'gateway' ? [each.name] : [])))
  const standing = [...standingGateways(profile).values()]
  const items = asked.length === profile.gateways.length ? [...own, ...notesOnUsers(profile)] : own
  return { name, items, keepOthers: standing.some((each) => each.managed && !here.has(each.name)) }
}

/** They run in the profile, and whoever imports all of it will miss them. */
function notesOnUsers({ gateways, userGateways = [] }: DiskProfile): Item[] {
  const own = new Set(gateways.map((each) => each.name))
  return userGateways
    .filter((each) => !own.has(each.name))
    .map(({ name, file }) => ({
      kind: 'note',
      line: `Not imported: ${name} (${file}): it stands with a user of the directory, where gwctl changes nothing`,
    }))
}

function itemOf(gateway: DiskGateway, profile: DiskProfile, { disk, lost, env }: Work): Item {
  const text = disk.files.get(gateway.site.file)?.text ?? ''
  const known = lost.left.get(gateway)
  if (known !== undefined) return noteOf(gateway, known, text)
  const around = { profile, globals: disk.globals, moveSecrets: env !== undefined }
  const described = describeGateway(gateway, around)
  const lines =
    'fault' in described
      ? described
      : writeGateway(described, { gateway: gateway.name, ...(env !== undefined && { env }) })
  if (!('fault' in lines))
    return { kind: 'gateway', name: gateway.name, comments: commentsAbove(text, gateway), lines }
  lost.left.set(gateway, lines.fault)
  return noteOf(gateway, lines.fault, text)
}

function noteOf({ name, site }: DiskGateway, reason: string, text: string): Item {
  const line = text.slice(0, site.start).split(/\r\n|\r|\n/).length
  const shown = name === '' ? '(no name)' : name
  return { kind: 'note', line: `Not imported: ${shown} (${site.file}:${line}): ${reason}` }
}

/** When all secrets are known: a comment may hold that of another gateway. */
function hideComments(block: ProfileBlock, { variables }: EnvNames): ProfileBlock {
  const items = block.items.map((item) =>
    item.kind === 'gateway' ? { ...item, comments: hideSecretLines(item.comments, variables) } : item,
  )
  return { ...block, items }
}
