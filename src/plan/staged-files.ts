import type { Diagnostic } from '../errors.ts'
import type { Disk, DistributorNode } from '../model/disk.ts'
import type { FileChange, StagedFile } from '../model/plan.ts'
import type { FileStep } from '../model/step.ts'
import { planFiles } from '../xml/files.ts'
import { findPasswords } from '../xml/secrets.ts'
import { sameNodes } from '../xml/verify-distributors.ts'
import type { PlannedList } from './distributors.ts'

/** Which nodes a list has to have next. */
export interface Wanted {
  readonly list: PlannedList
  readonly nodes: readonly DistributorNode[]
}

/** The files of distributor lists, through the texts that they hold while an apply runs. */
export class StagedFiles {
  readonly diagnostics: Diagnostic[] = []
  private readonly files = new Map<string, WrittenFile>()
  /** In which file a list stands in the end. */
  private readonly places: ReadonlyMap<string, string>
  /** No list at all is to stand in the end. */
  private readonly bare: boolean

  constructor(private readonly final: Disk) {
    const standing = final.distributors?.lists ?? []
    this.places = new Map(standing.map(({ name, site }) => [name.toLowerCase(), site.file]))
    this.bare = standing.length === 0
  }

  /** The steps that write the lists so. */
  write(wanted: readonly Wanted[]): FileStep[] {
    const intents = wanted
      .filter(({ list, nodes }) => this.bare || !sameNodes(list.after, nodes))
      .map(({ list, nodes }) => ({ kind: 'distributor', name: list.name, nodes }) as const)
    const { files, diagnostics } = planFiles(this.final, [], intents)
    this.diagnostics.push(...diagnostics)
    for (const { path, owner } of files)
      if (!this.files.has(path)) this.files.set(path, { owner, texts: [], now: bytesOf(this.final, path) })
    const texts = new Map(files.map((each) => [each.path, String(each.after)]))
    return [...this.files].flatMap(([path, file]) => {
      const here = wanted.filter(({ list }) => this.places.get(list.name.toLowerCase()) === path)
      const without = [...new Set(here.flatMap(leftOut))]
      return writeText(path, file, texts.get(path) ?? bytesOf(this.final, path), without)
    })
  }

  /** After an empty list was loaded in place of none; undefined: lists are to stand. */
  takeAway(): FileStep[] | undefined {
    if (!this.bare) return undefined
    return [...this.files].flatMap(([path, file]) => {
      if (this.final.files.has(path)) return writeText(path, file, bytesOf(this.final, path), [])
      file.now = ''
      return [{ kind: 'file', profile: '', action: 'remove', path, stage: 0 } as const]
    })
  }

  staged(disk: Disk, files: readonly FileChange[]): StagedFile[] {
    return [...this.files].map(([path, { owner, texts }]) => {
      const change = files.find((each) => each.path === path) ?? unchanged(path, disk)
      return { ...change, owner, texts }
    })
  }
}

/** A file that holds other texts for a time. */
interface WrittenFile {
  readonly owner: string
  readonly texts: string[]
  /** What stands in it at this point. */
  now: string
}

function writeText(path: string, file: WrittenFile, text: string, without: readonly string[]): FileStep[] {
  if (file.now === text) return []
  file.now = text
  file.texts.push(text)
  return [{ kind: 'file', profile: '', action: 'write', path, stage: file.texts.length - 1, without }]
}

/** Empty for a file that is not there. */
function bytesOf({ files }: Disk, path: string): string {
  return files.get(path)?.text ?? ''
}

function leftOut({ list, nodes }: Wanted): string[] {
  const stay = new Set(nodes.map((each) => each.name))
  return list.after.filter((each) => !stay.has(each.name)).map((each) => each.name)
}

/** A file that the plan leaves as it is. */
function unchanged(path: string, disk: Disk): FileChange {
  const text = bytesOf(disk, path)
  const sensitive = findPasswords(text)
  return {
    path,
    action: 'update',
    before: text,
    after: text,
    owner: path,
    sensitiveBefore: sensitive,
    sensitiveAfter: sensitive,
  }
}
