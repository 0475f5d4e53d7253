import type { Diagnostic } from '../errors.ts'
import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import type { DistributorIntent, GatewayEdit, GatewayIntent, ProfileIntent } from '../model/edit.ts'
import type { FileChange } from '../model/plan.ts'
import { createGateway } from './create-gateway.ts'
import { createProfile } from './create-profile.ts'
import { applyEdits, type Edit, type Edited } from './edit.ts'
import { EMPTY, EMPTY_BUT_FOR_COMMENTS } from './empty-file.ts'
import { editGateway, type EditedFile } from './edit-gateway.ts'
import { removeElement } from './edit-list.ts'
import { editSettings } from './edit-settings.ts'
import { maskDropped } from './mask.ts'
import { gatewaysOfRemoved, setsVariables } from './remove-profile.ts'
import { findPasswords, mergeRanges } from './secrets.ts'
import { planDistributors } from './plan-distributors.ts'
import { verifyFiles } from './verify.ts'

/** What an apply would write, and why it must not. */
export interface FilesPlanned {
  readonly files: readonly FileChange[]
  readonly diagnostics: readonly Diagnostic[]
}

/** What shall happen on disk: to gateways, and to profiles themselves. */
export type Intent = GatewayIntent | ProfileIntent

/**
 * Turns intents into file changes that touch no byte they need not. Every result is read again
 * with FreeSWITCH's meaning: whatever is intended must read as intended and all else as before.
 * Whatever cannot be done safely is GW203, and then there are no files; warnings (GW207) name what a
 * removed profile leaves behind.
 *
 * An intent may name values that already stand: they change nothing, but where they are sensitive
 * they are left out of what is shown of the file. What is intended for the gateways of a profile
 * that is removed is left to its removal.
 */
export function planFiles(
  disk: Disk,
  intents: readonly Intent[],
  lists: readonly DistributorIntent[] = [],
): FilesPlanned {
  const work = new FileWork(disk)
  const kept = withoutRemoved(intents)
  for (const intent of kept) {
    if (intent.kind === 'edit') work.edit(intent.gateway, intent.edit)
    if (intent.kind === 'delete') work.delete(intent.gateway)
    if (intent.kind === 'settings') work.settings(intent)
    if (intent.kind === 'remove-profile') work.removeProfile(intent.profile)
  }
  for (const intent of kept) if (intent.kind === 'create-profile') work.createProfile(intent)
  for (const intent of kept) if (intent.kind === 'create') work.create(intent)
  work.distribute(lists)
  if (work.diagnostics.some(({ severity }) => severity === 'error'))
    return { files: [], diagnostics: work.diagnostics }
  const files = work.changes()
  const wrong = verifyFiles(disk, kept, lists, files)
  return { files: wrong.length > 0 ? [] : files, diagnostics: [...work.diagnostics, ...wrong] }
}

function withoutRemoved(intents: readonly Intent[]): readonly Intent[] {
  const removed = new Set(
    intents.flatMap((each) => (each.kind === 'remove-profile' ? each.profile.name : [])),
  )
  return intents.filter(
    (each) => !((each.kind === 'edit' || each.kind === 'delete') && removed.has(each.gateway.profile)),
  )
}

interface OpenFile extends EditedFile {
  readonly edits: Edit[]
  /** What may be left of the file for it to go; absent: it stays, even empty. */
  goes?: RegExp
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
    file.goes ??= EMPTY
    file.edits.push(removeElement(file.text, gateway.site))
  }

  settings(intent: Extract<ProfileIntent, { kind: 'settings' }>): void {
    const { edits, diagnostics } = editSettings(intent, this.disk.globals, (path) => this.openFile(path))
    this.diagnostics.push(...diagnostics)
    for (const { path, edit } of edits) this.openFile(path)?.edits.push(edit)
  }

  removeProfile(profile: DiskProfile): void {
    const { site } = profile
    const file = site && this.openFile(site.file)
    if (site === undefined || file === undefined)
      return this.refuseProfile(profile, 'it does not begin and end in one file of its own')
    if (setsVariables(file.text.slice(site.start, site.end)))
      return this.refuseProfile(profile, 'it sets a variable for the preprocessor, which would go with it')
    file.goes = EMPTY_BUT_FOR_COMMENTS
    file.edits.push(removeElement(file.text, site))
    const { go, warnings } = gatewaysOfRemoved(profile)
    for (const gateway of go) this.delete(gateway)
    this.diagnostics.push(...warnings)
  }

  createProfile(intent: Extract<ProfileIntent, { kind: 'create-profile' }>): void {
    const result = createProfile(intent, this.disk, (path) => this.isTaken(path))
    if (result.kind === 'refused') this.diagnostics.push(result.diagnostic)
    else this.created.set(result.path, { ...result.content, owner: result.owner })
  }

  /** Into a file of its own, or inline; after the deletes, so that their files are free. */
  create(intent: Extract<GatewayIntent, { kind: 'create' }>): void {
    const result = createGateway(intent, (path) => this.standing(path))
    switch (result.kind) {
      case 'file':
        this.created.set(result.path, {
          ...result.content,
          owner: this.created.get(intent.profile.file)?.owner ?? intent.profile.file,
        })
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
    const file: OpenFile = { text, masked: maskDropped(text), globals: this.disk.globals, edits: [] }
    this.open.set(path, file)
    return file
  }

  /** `undefined`: nothing is left but wrappers, so the file goes. */
  private outcome(file: OpenFile): Edited | undefined {
    const edited = applyEdits(file.text, file.edits)
    return file.goes?.test(edited.text) === true ? undefined : edited
  }

  private standing(path: string): OpenFile | 'free' | 'taken' {
    if (!this.isTaken(path)) return 'free'
    const file = this.created.has(path) ? undefined : this.openFile(path)
    return file?.edits.length === 0 ? file : 'taken'
  }

  private isTaken(path: string): boolean {
    return this.created.has(path) || (this.disk.files.has(path) && !this.isGone(path))
  }

  private isGone(path: string): boolean {
    const file = this.open.get(path)
    return file !== undefined && this.outcome(file) === undefined
  }

  private refuseProfile({ file, name }: DiskProfile, why: string): void {
    this.diagnostics.push({
      code: 'GW203',
      severity: 'error',
      message: `${file}: the profile ${name} cannot be removed: ${why}`,
      hint: 'Stop and remove this profile by hand.',
      at: { file, offset: 0, length: 0 },
    })
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
