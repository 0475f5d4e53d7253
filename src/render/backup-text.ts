import { gatewayPath } from '../model/gateway.ts'
import type { Plan } from '../model/plan.ts'
import { diffText } from './diff-text.ts'
import { styleFor } from './style.ts'
import { visibleLine } from './visible.ts'

/** One backup in a list. */
export interface ListedBackup {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly purpose: string
  readonly outcome: string
  readonly files: number
  /** Bytes. */
  readonly size: number
}

/** One file of a backup: what that apply did with it, and how it stands now. */
export interface ShownFile {
  readonly path: string
  readonly action: 'created' | 'updated' | 'removed'
  readonly now: string
}

/** Backups as a table; ends with a line end. */
export function renderBackupList(
  backups: readonly (ListedBackup | { id: string; damage: string })[],
): string {
  if (backups.length === 0) return 'No backups.\n'
  const rows = backups.map((each) =>
    'damage' in each
      ? [each.id, '', '', `unusable: ${each.damage}`]
      : [each.id, each.purpose, each.outcome, ...amounts(each), whenText(each.createdAt)],
  )
  return table([['ID', 'PURPOSE', 'OUTCOME', 'FILES', 'SIZE', 'WHEN'], ...rows])
}

/** One backup and its files, no contents; ends with a line end. */
export function renderBackup(backup: ListedBackup, files: readonly ShownFile[]): string {
  const head = `Backup ${visibleLine(backup.id)}: ${visibleLine(backup.purpose)}, ${backup.outcome}, ${whenText(backup.createdAt)}\n`
  if (files.length === 0) return `${head}It holds no file: only the running switch was changed.\n`
  return head + table(files.map((each) => [`  ${each.path}`, each.action, each.now]))
}

/** What restoring would do to the files, and by name to the gateways; ends with a line end. */
export function renderRestoreDiff(plan: Plan, options: { readonly color: boolean }): string {
  if (plan.files.length === 0) return 'No difference: the files stand as they were kept.\n'
  const style = styleFor(options.color)
  const gateways = plan.changes.map((each) => {
    const params = each.params.map((param) => visibleLine(param.name)).join(', ')
    const name = visibleLine(gatewayPath(each.profile, each.gateway))
    return `  ${name}  ${each.action}${params === '' ? '' : `: ${params}`}\n`
  })
  const files = plan.files.map((each) => diffText(each, style)).join('')
  return files + (gateways.length === 0 ? '' : `${style.bold('Gateways')}\n${gateways.join('')}`)
}

function amounts({ files, size }: ListedBackup): string[] {
  return [String(files), size < 1000 ? `${size} B` : `${(size / 1000).toFixed(1)} kB`]
}

function whenText(iso: string): string {
  return visibleLine(iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC'))
}

/** Columns as wide as their cells; the last cell of a row may be longer. */
function table(rows: readonly (readonly string[])[]): string {
  let lines = rows.map((row) => ({ cells: row.map(visibleLine), text: '' }))
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0)
  for (let at = 0; at < columns; at++) {
    const cellOf = (cells: readonly string[]): string => cells.slice(at, at + 1).join('')
    const widths = lines.map(({ cells }) => cellOf(cells.slice(0, -1)).length)
    const width = widths.reduce((most, each) => Math.max(most, each), 0)
    lines = lines.map(({ cells, text }) => ({ cells, text: `${text}${cellOf(cells).padEnd(width)}  ` }))
  }
  return lines.map(({ text }) => `${text.trimEnd()}\n`).join('')
}
