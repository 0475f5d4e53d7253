import { GwctlError } from '../errors.ts'
import type { Change, FileChange, Plan } from '../model/plan.ts'
import { wasHealthy } from '../model/proven-up.ts'
import { touchedChanges } from '../plan/carried.ts'
import type { ConfTarget } from '../targets/local.ts'
import type { ApplyOptions, ApplyPorts } from './apply-ports.ts'
import { digestOf, nextBackupId, writeBackup } from './backup.ts'
import { beginJournal, type Journal } from './journal.ts'
import type { JournalGateway, JournalHeader } from './journal-records.ts'
import { journalProfiles } from './journal-profiles.ts'

/** The plan was made from these very bytes; it is not for any others. Throws GW310. */
export function checkStillAsRead(plan: Plan, target: ConfTarget): void {
  for (const file of touchedFiles(plan)) {
    if (target.current(file.path) === file.before) continue
    throw new GwctlError('GW310', `${file.path} has changed since the plan was made. Nothing was changed.`, {
      hint: 'Run `gwctl plan` again and look at the new plan.',
    })
  }
}

/** Backup and journal: from here on nothing can get lost. */
export async function beginApply(plan: Plan, ports: ApplyPorts, options: ApplyOptions): Promise<Journal> {
  const { target, clock } = ports
  const date = clock.date()
  const purpose = options.purpose ?? 'apply'
  const header = headerOf(plan, { id: nextBackupId(target.root, date), date, purpose })
  if (options.withoutBackup === true) return (ports.journal ?? beginJournal)(target.root, header)
  const kept = keptFiles(plan.files, plan.staged)
  await writeBackup(target, kept, { id: header.id, purpose, date })
  ports.progress({ kind: 'backup', id: header.id, files: kept.length })
  return (ports.journal ?? beginJournal)(target.root, header)
}

/** Every file that is written or removed, also the ones that end as they began. */
function touchedFiles({ files, temporary = [], staged = [] }: Plan): FileChange[] {
  return [...keptFiles(files, staged), ...temporary]
}

/** The ones whose previous bytes are kept. */
function keptFiles(files: readonly FileChange[], staged: readonly FileChange[] = []): FileChange[] {
  const written = new Set(files.map((each) => each.path))
  return [...files, ...staged.filter((each) => !written.has(each.path))]
}

function headerOf(
  plan: Plan,
  about: { readonly id: string; readonly date: Date; readonly purpose: string },
): JournalHeader {
  const touched = touchedChanges(plan).filter(({ runtime }) => runtime.kill || runtime.start)
  const profiles = journalProfiles(plan)
  return {
    formatVersion: '1.0',
    id: about.id,
    startedAt: about.date.toISOString(),
    purpose: about.purpose,
    coreUuid: plan.coreUuid ?? '',
    files: touchedFiles(plan).map((file) => ({
      path: file.path,
      sha256Before: digestOf(file.before),
      sha256After: digestOf(file.after),
    })),
    gateways: [...touched.map(gatewayRecord), ...plan.changes.flatMap(canaryRecord)],
    ...(profiles.length > 0 && { profiles }),
    ...(plan.noRescan && { noRescan: plan.noRescan }),
    ...(plan.distributors && { distributors: plan.distributors.map((each) => each.distributor) }),
  }
}

function gatewayRecord({ profile, gateway, runtime }: Change): JournalGateway {
  return {
    profile,
    gateway,
    ranBefore: runtime.before !== undefined,
    upBefore: runtime.before !== undefined && wasHealthy(runtime.before),
    kill: runtime.kill,
    start: runtime.start,
  }
}

/** A canary has to go, whatever else happens. */
function canaryRecord({ profile, gateway, canary }: Change): JournalGateway[] {
  if (canary === undefined) return []
  const record = { profile, gateway: canary, canaryOf: gateway }
  return [{ ...record, ranBefore: false, upBefore: false, kill: true, start: true }]
}
