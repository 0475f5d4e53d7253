import type { Disk, DistributorNode } from '../model/disk.ts'
import type { DistributorIntent } from '../model/edit.ts'
import type { ConfTarget } from '../targets/local.ts'
import { planFiles } from '../xml/files.ts'
import { digestOf } from './backup.ts'
import type { JournalHeader } from './journal-records.ts'
import type { SwitchPort } from './switch-port.ts'

export interface ListPorts {
  readonly target: ConfTarget
  readonly link: SwitchPort
  /** As in `RunPorts`. */
  readonly announce: (commands: readonly string[]) => void
  /** Told, before it is written, of the digest of a text that a file holds for a moment. */
  readonly announceFile: (path: string, sha256: string) => void
}

/**
 * Before gateways are put back: the ones that go away for it leave the lists that the apply had
 * to do with. A list that would be empty stays whole.
 *
 * @param killed  the gateways that go away, by name
 * @param disk  as it is put back
 * @param distributed  lists may share calls as the apply loaded them
 * @returns whether the lists have to be loaded again at the end
 */
export async function pauseLists(
  header: JournalHeader,
  killed: ReadonlySet<string>,
  disk: Disk,
  distributed: boolean,
  ports: ListPorts,
): Promise<boolean> {
  if (killed.size === 0) return distributed
  const standing = listsOf(header, disk)
  const concerned = standing.some(({ nodes }) => nodes.some((each) => killed.has(each.name)))
  if (concerned || distributed)
    await load(
      header,
      disk,
      standing.map((list) => without(list, killed)),
      ports,
    )
  return concerned || distributed
}

/** When gateways are put back: the lists as they stand on disk. */
export async function resumeLists(header: JournalHeader, disk: Disk, ports: ListPorts): Promise<void> {
  if (header.distributors !== undefined) await load(header, disk, [], ports)
}

function listsOf({ distributors = [] }: JournalHeader, disk: Disk): DistributorIntent[] {
  const names = new Set(distributors.map((each) => each.toLowerCase()))
  return (disk.distributors?.lists ?? [])
    .filter((each) => names.has(each.name.toLowerCase()))
    .map(({ name, nodes }) => ({ kind: 'distributor', name, nodes }))
}

function without(list: DistributorIntent, killed: ReadonlySet<string>): DistributorIntent {
  const nodes: readonly DistributorNode[] = list.nodes.filter((each) => !killed.has(each.name))
  return nodes.length === 0 ? list : { ...list, nodes }
}

/**
 * Loads the lists of the disk, some of them otherwise: their files hold other texts until the switch
 * has read them. A reload cannot take away the last list (mod_distributor.c:202-206): where none stands
 * any more, the ones of the apply are loaded empty, which answers calls as an unknown list does.
 */
async function load(
  { distributors = [] }: JournalHeader,
  disk: Disk,
  intents: readonly DistributorIntent[],
  ports: ListPorts,
): Promise<void> {
  const none = (disk.distributors?.lists ?? []).length === 0
  const emptied = distributors.map((name) => ({ kind: 'distributor', name, nodes: [] }) as const)
  const { files } = planFiles(disk, [], none ? emptied : intents)
  const { target, link, announce, announceFile } = ports
  try {
    for (const { path, after, owner } of files) {
      announceFile(path, digestOf(after ?? ''))
      target.write(path, after ?? '', owner)
    }
    for (const command of ['reloadxml', 'distributor_ctl reload']) {
      announce([command])
      await link.send(command)
    }
  } finally {
    for (const { path, before, owner } of files) {
      if (before === null) target.remove(path)
      else target.write(path, before, owner)
    }
  }
  if (files.length > 0) await link.send('reloadxml')
}
