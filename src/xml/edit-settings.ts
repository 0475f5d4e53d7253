import type { Diagnostic } from '../errors.ts'
import type { DiskProfile, DiskSetting } from '../model/disk.ts'
import type { ProfileIntent } from '../model/edit.ts'
import type { Text } from '../model/gateway.ts'
import { settingSpec } from '../model/profile-settings.ts'
import { readText, type Globals } from '../model/text.ts'
import { alignLists } from './align-lists.ts'
import { appendTo, innerLayout } from './append.ts'
import { changeValue } from './change-value.ts'
import type { Edit } from './edit.ts'
import type { EditedFile } from './edit-gateway.ts'
import { editList, type Item } from './edit-list.ts'
import { containerMarkup, paramMarkup, type Markup } from './markup.ts'
import { scanElement } from './scan.ts'

/** Edits of files, by path, and what cannot be done. */
export interface SettingEdits {
  readonly edits: readonly FileEdit[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface FileEdit {
  readonly path: string
  readonly edit: Edit
}

/** The file of a path; `undefined` when it was not read. */
type Open = (path: string) => EditedFile | undefined

/**
 * The edits that make the settings of a profile the intended ones, each in the file where it stands.
 * Of equal names the last one is edited, since FreeSWITCH takes that; where it takes several, all of
 * them become the wanted list. A new one goes behind the last setting of the profile's own file.
 */
export function editSettings(
  { profile, set, remove }: Extract<ProfileIntent, { kind: 'settings' }>,
  globals: Globals,
  open: Open,
): SettingEdits {
  const work = new SettingsWork(profile, globals, open)
  for (const name of remove) work.remove(name)
  for (const [name, texts] of set) work.set(name, texts)
  return work.finish()
}

/** A setting that stands, and what becomes of it. */
interface Row {
  readonly setting: DiskSetting
  readonly file: EditedFile | undefined
  stays: boolean
  readonly before: Markup[]
  readonly after: Markup[]
}

class SettingsWork {
  private readonly rows: readonly Row[]
  private readonly added: Markup[] = []
  private readonly edits: FileEdit[] = []
  private readonly diagnostics: Diagnostic[] = []

  constructor(
    private readonly profile: DiskProfile,
    private readonly globals: Globals,
    private readonly open: Open,
  ) {
    this.rows = (profile.settingElements ?? []).map((setting) => {
      const file = setting.uneditable === undefined ? open(setting.site.file) : undefined
      return { setting, file, stays: true, before: [], after: [] }
    })
  }

  remove(name: string): void {
    this.drop(this.rowsOf(name))
  }

  set(name: string, texts: readonly Text[]): void {
    const rows = this.rowsOf(name)
    const [last, text] = [rows.at(-1), texts.at(-1)]
    if (text === undefined) this.remove(name)
    else if (last === undefined) this.added.push(...texts.map((each) => paramMarkup(name, each)))
    else if (settingSpec(name)?.several === undefined) this.change(last, text)
    else this.changeList(name, rows, texts)
  }

  finish(): SettingEdits {
    if (this.added.length > 0) this.place()
    const touched = this.rows.filter((row) => !row.stays || row.before.length + row.after.length > 0)
    for (const path of new Set(touched.map((row) => row.setting.site.file))) this.editFile(path)
    return { edits: this.edits, diagnostics: this.diagnostics }
  }

  private rowsOf(name: string): readonly Row[] {
    return this.rows.filter((row) => row.setting.name.toLowerCase() === name.toLowerCase())
  }

  /** What reads as wanted keeps its bytes, wherever it stands; where it is a secret, it is marked as one. */
  private change(row: Row, text: Text): void {
    const { setting } = row
    const isSame = this.read(setting.xml) === this.read(text.xml)
    if (isSame && !text.sensitive) return
    const file = isSame ? row.file : this.fileOf(row)
    if (file === undefined) return
    const value = { element: setting.site, name: setting.name, value: { xml: setting.xml } }
    for (const edit of changeValue(file, value, text)) this.edits.push({ path: setting.site.file, edit })
  }

  /**
   * Elements that read as wanted stay. Between them the others get the other values in place; what is too many goes,
   * what is too few is written behind the element before it.
   */
  private changeList(name: string, rows: readonly Row[], texts: readonly Text[]): void {
    const kept = alignLists(
      rows.map(({ setting }) => this.read(setting.xml)),
      texts.map(({ xml }) => this.read(xml)),
    )
    let previous: Row | undefined
    let next = 0
    const first: Markup[] = []
    for (const [index, text] of texts.entries()) {
      const limit = kept.slice(index).find((at) => at !== undefined) ?? rows.length
      const at = kept[index] ?? (next < limit ? next : -1)
      const row = rows[at]
      if (row === undefined) this.add(previous?.after ?? first, previous, paramMarkup(name, text))
      else {
        this.drop(rows.slice(next, at))
        for (const markup of first.splice(0)) this.add(row.before, row, markup)
        this.change(row, text)
        previous = row
        next = at + 1
      }
    }
    this.drop(rows.slice(next))
  }

  private add(list: Markup[], beside: Row | undefined, markup: Markup): void {
    if (beside === undefined || this.fileOf(beside) !== undefined) list.push(markup)
  }

  private drop(rows: readonly Row[]): void {
    for (const row of rows) if (this.fileOf(row) !== undefined) row.stays = false
  }

  /** New settings: behind the last one of the file in which `<settings>` begins, else at its end. */
  private place(): void {
    const at = this.profile.settingsAt
    const beside = this.rows.findLast((row) => row.setting.site.file === at?.file && row.file !== undefined)
    if (beside !== undefined) return void beside.after.push(...this.added)
    if (at === undefined) return this.refusePlace()
    const file = this.open(at.file)
    const parent = file && scanElement(file.masked, at.start)
    if (file === undefined || parent === undefined) return this.refusePlace()
    const children =
      at.missing === true
        ? [containerMarkup('settings', this.added, innerLayout(file.text, parent))]
        : this.added
    this.edits.push({ path: at.file, edit: appendTo(file.text, parent, children) })
  }

  private editFile(path: string): void {
    const rows = this.rows.filter((row) => row.setting.site.file === path && row.file !== undefined)
    const items = rows.flatMap((row): Item[] => [
      ...row.before.map((markup) => ({ kind: 'add', markup }) as const),
      ...(row.stays ? [{ kind: 'keep', element: row.setting.site } as const] : []),
      ...row.after.map((markup) => ({ kind: 'add', markup }) as const),
    ])
    const current = rows.map((row) => row.setting.site)
    const text = rows[0]?.file?.text ?? ''
    for (const edit of editList(text, current, items)) this.edits.push({ path, edit })
  }

  private read(xml: string): string {
    return readText(xml, this.globals)
  }

  /** The file in which a setting can be edited; refused when there is none. */
  private fileOf({ file, setting }: Row): EditedFile | undefined {
    if (file === undefined) {
      const { site, name, uneditable = 'its file was not read' } = setting
      this.diagnostics.push({
        code: 'GW203',
        severity: 'error',
        message: `${site.file}: the setting "${name}" of profile ${this.profile.name} cannot be edited: ${uneditable}`,
        hint: 'Change this setting by hand, or write it as a plain element in a file of its profile alone.',
        at: { file: site.file, offset: site.start, length: site.end - site.start },
      })
    }
    return file
  }

  private refusePlace(): void {
    const { name, file } = this.profile
    this.diagnostics.push({
      code: 'GW203',
      severity: 'error',
      message: `${file}: the profile ${name} has no place for a new setting`,
      hint: 'Give it one <settings> element that begins and ends in the file of the profile.',
      at: { file, offset: 0, length: 0 },
    })
  }
}
