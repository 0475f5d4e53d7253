import type { Disk, DiskGateway } from '../model/disk.ts'
import type { Change, ParamChange, Range } from '../model/plan.ts'
import { readGatewayElement } from '../xml/gateway-element.ts'
import { maskDropped } from '../xml/mask.ts'
import { scanElement, type Element } from '../xml/scan.ts'

/** A configuration directory, and by file the byte ranges that must never be shown. */
export interface Side {
  readonly disk: Disk
  readonly sensitive: ReadonlyMap<string, readonly Range[]>
}

/**
 * Leaves out of changes every value that stands, before or after, in a range that must not be
 * shown. On disk nothing tells a secret that came from `${env:}` from any other value; who wrote
 * it noted its place. Where a gateway does not read as one element, all its values are left out.
 */
export function hideByPlace(changes: readonly Change[], sides: readonly Side[]): Change[] {
  const lookups = sides.map(secretsOf)
  return changes.map((change) => {
    const isSecret = (name: string): boolean =>
      lookups.some((lookup) => lookup(change.profile, change.gateway, name))
    return { ...change, params: change.params.map((each) => (isSecret(each.name) ? hidden(each) : each)) }
  })
}

function hidden({ name }: ParamChange): ParamChange {
  return { name, before: null, after: null, sensitive: true }
}

type Lookup = (profile: string, gateway: string, name: string) => boolean

/** Whether a value of a gateway is secret: of a param, or of one of its lists. */
function secretsOf({ disk, sensitive }: Side): Lookup {
  const found = new Map<string, (name: string) => boolean>()
  const byFile = groupByFile(disk)
  for (const [path, { text }] of disk.files) {
    const ranges = sensitive.get(path) ?? []
    // Parts of one that is spread over files may come from any of them.
    const here = (byFile.get(path) ?? []).filter(
      ({ uneditable }) => ranges.length > 0 || (uneditable !== undefined && sensitive.size > 0),
    )
    const masked = here.length === 0 ? '' : maskDropped(text)
    for (const gateway of here) {
      const names = secretNames(gateway, masked, ranges, disk)
      const key = `${gateway.profile}/${gateway.name}`
      const others = found.get(key)
      found.set(key, (name) => names === undefined || names.has(name) || others?.(name) === true)
    }
  }
  return (profile, gateway, name) => found.get(`${profile}/${gateway}`)?.(name) ?? false
}

function groupByFile(disk: Disk): ReadonlyMap<string, readonly DiskGateway[]> {
  const groups = new Map<string, DiskGateway[]>()
  for (const gateway of disk.profiles.flatMap((each) => each.gateways)) {
    const group = groups.get(gateway.site.file)
    if (group === undefined) groups.set(gateway.site.file, [gateway])
    else group.push(gateway)
  }
  return groups
}

/** Undefined: it cannot be told, so that all of them are. */
function secretNames(
  gateway: DiskGateway,
  text: string,
  ranges: readonly Range[],
  disk: Disk,
): ReadonlySet<string> | undefined {
  const element = gateway.uneditable === undefined ? scanElement(text, gateway.site.start) : undefined
  if (element === undefined) return undefined
  const parts = readGatewayElement({ text, globals: disk.globals }, element)
  const isHidden = (each: { readonly element: Element }): boolean =>
    ranges.some(({ start, end }) => start < each.element.end && each.element.start < end)
  return new Set([
    ...parts.params.filter(isHidden).map((each) => each.name),
    ...(parts.variables.some(isHidden) ? ['variables'] : []),
    ...(parts.subscriptions.some(isHidden) ? ['subscriptions'] : []),
  ])
}
