import { gatewayPath } from '../model/gateway.ts'
import type { Change, Plan } from '../model/plan.ts'
import { visibleLine } from './visible.ts'

/** Where a change came from. */
export interface CommitOrigin {
  /** `apply`, `rollback`, `restore`. */
  readonly purpose: string
  /** Id of the backup. */
  readonly id: string
  /** The commit of the YAML, when it is known. */
  readonly revision?: string
}

/** A subject of more than this is cut by most tools. */
const MOST_SUBJECT = 72
/** More changes than this are counted. */
const MOST_LINES = 50

/**
 * What a commit of rendered XML says: what changed, gateway by gateway, by whose plan. Names of
 * parameters only; no value is in it.
 */
export function commitMessage(plan: Plan, { purpose, id, revision }: CommitOrigin): string {
  const lines = plan.changes.map(changeLine)
  const rest = lines.length - MOST_LINES
  const body = [...lines.slice(0, MOST_LINES), ...(rest > 0 ? [`... and ${rest} more`] : [])]
  const origin = [`gwctl ${purpose} ${id}`, ...(revision === undefined ? [] : [`YAML at ${revision}`])]
  return [subject(plan, purpose), '', ...body, '', ...origin, ''].join('\n')
}

function subject({ changes, files }: Plan, purpose: string): string {
  const [only] = changes
  if (only === undefined)
    return `gwctl ${purpose}: ${files.length === 1 ? '1 file' : `${files.length} files`}`
  const whole = changes.length === 1 ? `gwctl ${purpose}: ${changed(only)}` : undefined
  if (whole !== undefined && whole.length <= MOST_SUBJECT) return whole
  return `gwctl ${purpose}: ${changes.length === 1 ? '1 gateway' : `${changes.length} gateways`}`
}

function changeLine(change: Change): string {
  const names = change.params.map((each) => visibleLine(each.name))
  return `- ${changed(change)}${names.length === 0 || change.action === 'create' ? '' : `: ${names.join(', ')}`}`
}

function changed({ action, profile, gateway }: Change): string {
  return `${action} ${visibleLine(gatewayPath(profile, gateway))}`
}
