import type { Diagnostic } from '../errors.ts'
import type { Disk, DiskGateway } from '../model/disk.ts'
import type { DistributorIntent, GatewayEdit, GatewayIntent } from '../model/edit.ts'
import type { FileChange } from '../model/plan.ts'
import { createGateway } from './create-gateway.ts'
import { applyEdits, type Edit, type Edited } from './edit.ts'
import { editGateway, type EditedFile } from './edit-gateway.ts'
import { removeElement } from './edit-list.ts'
import { maskDropped } from './mask.ts'
import { findPasswords, mergeRanges } from './secrets.ts'
import { planDistributors } from './plan-distributors.ts'
import { verifyFiles } from './verify.ts'

/** What an apply would write, and why it must not. */
export interface FilesPlanned {
  readonly files: readonly FileChange[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Turns intents into file changes that touch no byte they need not. Every result is read again
 * with FreeSWITCH's meaning: each intended gateway and distributor list must read as intended and all
 * others as before.
 * Whatever cannot be done safely is GW203, and then there are no files.
 *
 * An intent may name values that already stand: they change nothing, but where they are sensitive
 * they are left out of what is shown of the file.
 */
export function planFiles(
  disk: Disk,
  intents: readonly GatewayIntent[],
  lists: readonly DistributorIntent[] = [],
): FilesPlanned {
  const work = new FileWork(disk)
  for (const intent of intents) {
    if (intent.kind === 'edit') work.edit(intent.gateway, intent.edit)
    if (intent.kind === 'delete') work.delete(intent.gateway)
  }
  for (const intent of intents) if (intent.kind === 'create') work.create(intent)
  work.distribute(lists)
  const files = work.changes()
  const diagnostics =
    work.diagnostics.length > 0 ? work.diagnostics : verifyFiles(disk, intents, lists, files)
  return { files: diagnostics.length > 0 ? [] : files, diagnostics }
}

interface OpenFile extends EditedFile {
  readonly edits: Edit[]
  deletes: boolean
}

class FileWork {
  readonly diagnostics: Diagnostic[] = []
  private readonly open = new Map<string, OpenFile>()
  private readonly created = new Map<string, Edited & { readonly owner: string }>()

  constructor(private readonly disk: Disk) {}

  edit(gateway: DiskGateway, edit: GatewayEdit): void {
    const file = this.fileOf(gateway)
    if (file === undefined) return
    const edits = editGateway(file, gateway, edit)
    if (edits === undefined) this.refuse(gateway, 'it does not read as one element')
    else file.edits.push(...edits)
  }

  delete(gateway: DiskGateway): void {
    const file = this.fileOf(gateway)
    if (file === undefined) return
    const { start, end } = gateway.site
    if (PREPROCESSOR.test(file.text.slice(start, end)))
      return this.refuse(gateway, 'it holds a line for the preprocessor, which would go with it')
    file.deletes = true
    file.edits.push(removeElement(file.text, gateway.site))
  }

  /** Into a file of its own, or inline; after the deletes, so that their files are free. */
  create(intent: Extract<GatewayIntent, { kind: 'create' }>): void {
    const taken = (path: string): boolean =>
      this.created.has(path) || (this.disk.files.has(path) && !this.isGone(path))
    const result = createGateway(intent, taken)
    switch (result.kind) {
      case 'file':
        this.created.set(result.path, { ...result.content, owner: intent.profile.file })
        return
      case 'inline': {
        const file = this.openFile(result.file)
        file?.edits.push(result.edit(file.text))
        return
      }
      case 'refused':
        this.diagnostics.push(result.diagnostic)
        return
    }
  }

  distribute(lists: readonly DistributorIntent[]): void {
    const { created, diagnostics } = planDistributors(this.disk, lists, (path) => this.openFile(path))
    this.diagnostics.push(...diagnostics)
    if (created !== undefined) this.created.set(created.path, { ...created, sensitive: [] })
  }

  changes(): readonly FileChange[] {
    const changes: FileChange[] = []
    for (const [path, file] of this.open) {
      const made = this.created.get(path)
      this.created.delete(path)
      const after = made ?? this.outcome(file)
      if (after?.text !== file.text) changes.push(changeOf(path, made?.owner ?? path, file, after))
    }
    for (const [path, made] of this.created) changes.push(changeOf(path, made.owner, undefined, made))
    return changes
  }

  private fileOf(gateway: DiskGateway): OpenFile | undefined {
    const file = gateway.uneditable === undefined ? this.openFile(gateway.site.file) : undefined
    if (file === undefined) this.refuse(gateway, gateway.uneditable ?? 'its file was not read')
    return file
  }

  private openFile(path: string): OpenFile | undefined {
    const open = this.open.get(path)
    if (open !== undefined) return open
    const text = this.disk.files.get(path)?.text
    if (text === undefined) return undefined
    const file = { text, masked: maskDropped(text), globals: this.disk.globals, edits: [], deletes: false }
    this.open.set(path, file)
    return file
  }

  /** `undefined`: nothing is left but wrappers, so the file goes. */
  private outcome(file: OpenFile): Edited | undefined {
    const edited = applyEdits(file.text, file.edits)
    return file.deletes && EMPTY.test(edited.text) ? undefined : edited
  }

  private isGone(path: string): boolean {
    const file = this.open.get(path)
    return file !== undefined && this.outcome(file) === undefined
  }

  private refuse({ site, profile, name }: DiskGateway, why: string): void {
    this.diagnostics.push({
      code: 'GW203',
      severity: 'error',
      message: `${site.file}: the gateway "${name}" of profile ${profile} cannot be edited: ${why}`,
      hint: 'Change this gateway by hand, or write it as a plain element in one file.',
      at: { file: site.file, offset: site.start, length: site.end - site.start },
    })
  }
}

const PREPROCESSOR = /x-pre-process|<!--#/i
const EMPTY = /^(?:\xef\xbb\xbf)?(?:\s|<\/?include>|<\?xml[^>]*\?>|<!--\s*gwctl: managed(?:(?!--)[^])*-->)*$/

function changeOf(
  path: string,
  owner: string,
  file: OpenFile | undefined,
  after: Edited | undefined,
): FileChange {
  const before = file?.text ?? null
  const hidden = (file?.edits ?? []).filter(({ hides }) => hides === true)
  return {
    path,
    action: after === undefined ? 'delete' : before === null ? 'create' : 'update',
    before,
    after: after?.text ?? null,
    owner,
    sensitiveBefore: mergeRanges([
      ...findPasswords(before ?? ''),
      ...hidden.map(({ offset, length }) => ({ start: offset, end: offset + length })),
    ]),
    sensitiveAfter: mergeRanges([...findPasswords(after?.text ?? ''), ...(after?.sensitive ?? [])]),
  }
}
