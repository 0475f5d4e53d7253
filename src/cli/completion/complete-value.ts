import type { ValueKind } from '../command.ts'
import type { KnownGateway, Names } from './names.ts'
import type { Candidate, Reply } from './reply.ts'

/** Beyond so many gateways a profile is completed first, then its gateways. */
const MANY = 100

/** What may stand for a value of this kind; what stands in `taken` already is not offered once more. */
export function completeValue(
  kind: ValueKind,
  current: string,
  names: () => Names,
  taken: readonly string[],
): Reply {
  if (typeof kind !== 'string') return { candidates: kind.map((word) => ({ word })) }
  switch (kind) {
    case 'file':
      return { candidates: [], files: 'any' }
    case 'yaml':
    case 'directory':
      return { candidates: [], files: kind }
    case 'profile':
      return { candidates: profiles(names()) }
    case 'name':
      return oneOf(names().gateways, current, taken, profiles(names()))
    case 'gateway':
      return oneOf(names().gateways, current, taken)
    case 'managed':
    case 'unmanaged':
      return oneOf(
        names().gateways.filter(({ onDisk }) => onDisk === kind),
        current,
        taken,
      )
    case 'backup':
      return {
        candidates: names()
          .backups()
          .map(({ id, about }) => ({ word: id, does: about })),
        ordered: true,
      }
  }
}

function profiles(names: Names): readonly Candidate[] {
  return names.profiles.filter(isNoOption).map((word) => ({ word, does: 'profile' }))
}

/** A name that begins so would be read as an option. */
function isNoOption(name: string): boolean {
  return !name.startsWith('-')
}

function oneOf(
  gateways: readonly KnownGateway[],
  current: string,
  taken: readonly string[],
  others: readonly Candidate[] = [],
): Reply {
  const open = gateways.filter(
    ({ path }) => path.startsWith(current) && isNoOption(path) && !taken.includes(path),
  )
  if (open.length > MANY && !current.includes('/')) {
    const prefixes = new Set(open.map(({ path }) => path.slice(0, path.indexOf('/') + 1)))
    return { candidates: [...prefixes].map((word) => ({ word, does: 'gateways' })), unfinished: true }
  }
  return { candidates: [...others, ...open.map((each) => ({ word: each.path, does: whereOf(each) }))] }
}

function whereOf({ inYaml, onDisk }: KnownGateway): string {
  if (onDisk === undefined) return 'in the YAML, not on disk'
  return inYaml ? 'in the YAML and on disk' : onDisk === 'managed' ? 'on disk, managed' : 'on disk, unmanaged'
}
