import { GwctlError } from '../errors.ts'
import type { FileChange } from '../model/plan.ts'
import type { ConfTarget } from '../targets/local.ts'
import { digestOf } from './backup.ts'
import type { Journal } from './journal.ts'
import { noteWritten, type Sent } from './sent.ts'

export interface WritePorts {
  readonly target: ConfTarget
  readonly journal: Journal
  readonly sent: Sent
}

/** What has to be on disk for good is put there for so many files together; an interrupt is noticed between. */
const FILES_AT_ONCE = 64

/**
 * Writes and removes files, each in one step, and each in the journal before; when it ends all of it is on
 * disk for good.
 *
 * @throws GW310 for a file that somebody else has changed, GW501 for one that cannot be written
 */
export async function writeFiles(
  files: readonly FileChange[],
  ports: WritePorts,
  checkInterrupt: () => void,
): Promise<void> {
  for (let from = 0; from < files.length; from += FILES_AT_ONCE) {
    checkInterrupt()
    await writeTogether(files.slice(from, from + FILES_AT_ONCE), ports, checkInterrupt)
  }
  ports.target.settle()
}

/** As `writeFiles`, of one file, while steps run. */
export function writeFile(file: FileChange, ports: WritePorts): void {
  announceFiles([file], ports)
  replaceFile(file, ports)
}

async function writeTogether(
  files: readonly FileChange[],
  ports: WritePorts,
  checkInterrupt: () => void,
): Promise<void> {
  announceFiles(files, ports)
  await ports.target.prepare(
    files.flatMap(({ path, after, attributes, owner }) =>
      after === null ? [] : [{ file: path, latin1: after, like: attributes ?? owner }],
    ),
  )
  for (const file of files) {
    checkInterrupt()
    replaceFile(file, ports)
  }
}

/** Before they are written: what then stands in them is gwctl's own, also for a put-back after a crash. */
function announceFiles(files: readonly FileChange[], { journal, sent }: WritePorts): void {
  const digests = files.map(({ path, after }) => ({ path, sha256: digestOf(after) }))
  journal.append(...digests.map((each) => ({ kind: 'file', ...each }) as const))
  for (const { path, sha256 } of digests) if (sha256 !== null) noteWritten(sent, path, sha256)
}

function replaceFile(file: FileChange, { target, sent }: WritePorts): void {
  const { path, after, attributes, owner } = file
  requireOwn(file, sent, target)
  if (after === null) target.remove(path)
  else target.write(path, after, attributes ?? owner)
}

/** Another hand may write while gateways are waited for: what it wrote stands nowhere else, so nothing is written over it. */
function requireOwn({ path, before }: FileChange, { written }: Sent, target: ConfTarget): void {
  const now = target.current(path)
  if (now === null || now === before || written.get(path)?.has(digestOf(now)) === true) return
  throw new GwctlError('GW310', `${path} was changed by somebody else during the apply.`, {
    hint: 'Run `gwctl plan` again and look at the new plan.',
  })
}
