import type { Diagnostic } from '../errors.ts'
import type { Disk, DiskDistributor } from '../model/disk.ts'
import type { DistributorIntent } from '../model/edit.ts'
import type { Edit } from './edit.ts'
import type { EditedFile } from './edit-gateway.ts'
import { appendDistributors, editDistributor, newDistributorConf } from './edit-distributor.ts'

/** Where mod_distributor's configuration goes where there is none. */
export const DISTRIBUTOR_CONF = 'autoload_configs/distributor.conf.xml'

/** What comes of list intents besides the edits of open files. */
export interface DistributorsPlanned {
  /** The whole distributor.conf, where there is none yet. */
  readonly created?: { readonly path: string; readonly text: string; readonly owner: string }
  readonly diagnostics: readonly Diagnostic[]
}

type OpenFile = (path: string) => (EditedFile & { readonly edits: Edit[] }) | undefined

/** Changes lists in place; new ones go to the end of the others, or all of them into a file of their own. */
export function planDistributors(
  disk: Disk,
  intents: readonly DistributorIntent[],
  openFile: OpenFile,
): DistributorsPlanned {
  const standing = new Map(disk.distributors?.lists.map((each) => [each.name.toLowerCase(), each]))
  const diagnostics: Diagnostic[] = []
  const added: DistributorIntent[] = []
  for (const intent of intents) {
    const list = standing.get(intent.name.toLowerCase())
    if (list === undefined) added.push(intent)
    else diagnostics.push(...edit(list, intent, openFile))
  }
  if (added.length === 0) return { diagnostics }
  if (disk.distributors !== undefined)
    return { diagnostics: [...diagnostics, ...append(disk.distributors.place, added, openFile)] }
  if (disk.files.has(DISTRIBUTOR_CONF)) return { diagnostics: [...diagnostics, inTheWay(added)] }
  const owner = disk.profiles[0]?.file ?? DISTRIBUTOR_CONF
  return { created: { path: DISTRIBUTOR_CONF, text: newDistributorConf(added), owner }, diagnostics }
}

function edit(list: DiskDistributor, { nodes }: DistributorIntent, openFile: OpenFile): Diagnostic[] {
  const file = list.uneditable === undefined ? openFile(list.site.file) : undefined
  const edits = file && editDistributor(file, list, nodes)
  if (file === undefined || edits === undefined)
    return [refusal(list.name, list.uneditable ?? 'it does not read as one element', list.site)]
  file.edits.push(...edits)
  return []
}

function append(
  place: Place | undefined,
  added: readonly DistributorIntent[],
  openFile: OpenFile,
): Diagnostic[] {
  const file = place && openFile(place.file)
  const edits = file && appendDistributors(file, place, added)
  if (file === undefined || edits === undefined)
    return added.map(({ name }) =>
      refusal(name, 'there is no <lists> in one file to which it could be added', place),
    )
  file.edits.push(edits)
  return []
}

interface Place {
  readonly file: string
  readonly start: number
}

/** A file that holds no distributor.conf: commented out, or something else. */
function inTheWay(added: readonly DistributorIntent[]): Diagnostic {
  const names = added.map(({ name }) => name).join(', ')
  const why = `${DISTRIBUTOR_CONF} is there, but holds no <configuration name="distributor.conf">`
  return refusal(names, why, { file: DISTRIBUTOR_CONF, start: 0 })
}

function refusal(name: string, why: string, site: Place | undefined): Diagnostic {
  return {
    code: 'GW203',
    severity: 'error',
    message: `The distributor list "${name}" cannot be edited: ${why}`,
    hint: 'Change distributor.conf by hand, or write its <lists> as plain elements in one file.',
    ...(site && { at: { file: site.file, offset: site.start, length: 1 } }),
  }
}
