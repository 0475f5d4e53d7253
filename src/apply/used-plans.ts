import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import { syncDirectory } from '../targets/sync-directory.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'
import { gwctlDirectory } from './gwctl-directory.ts'

/** Throws GW312 (exit 4) when the saved plan was applied before. */
export function requireUnused(root: string, id: string): void {
  if (fs.existsSync(recordOf(root, id))) throw usedBefore()
}

/**
 * Records that a saved plan is applied now, for good and before its first effect: whatever
 * becomes of that apply, the plan is not for another one. Throws GW312 and GW501.
 *
 * @param apply  the id of that apply, which its backup has, too
 */
export function markUsed(root: string, id: string, apply: string): void {
  const file = recordOf(root, id)
  const directory = path.join(gwctlDirectory(root), 'used-plans')
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw cannotRecord(file, error)
  }
  try {
    fs.writeFileSync(file, `${JSON.stringify({ apply })}\n`, { mode: 0o600, flag: 'wx', flush: true })
    for (const each of [directory, path.dirname(directory)]) syncDirectory(each)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw usedBefore()
    // Nothing was begun: the plan is still good.
    fs.rmSync(file, { force: true })
    throw cannotRecord(file, error)
  }
}

function recordOf(root: string, id: string): string {
  return path.join(root, '.gwctl', 'used-plans', `${path.basename(id)}.json`)
}

function usedBefore(): GwctlError {
  return new GwctlError('GW312', 'This plan was applied before, and a saved plan applies once.', {
    hint: 'Save a new plan with `gwctl plan --out FILE`, and look at it.',
  })
}

function cannotRecord(file: string, error: unknown): GwctlError {
  return new GwctlError(
    'GW501',
    `The use of the plan cannot be recorded in ${file}: ${systemReason(error)}.`,
    {
      hint: 'Check free space and permissions there; nothing was changed.',
      cause: error,
    },
  )
}
