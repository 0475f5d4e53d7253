import type { ApplyPorts } from '../../src/apply/apply-ports.ts'
import type { beginJournal } from '../../src/apply/journal.ts'

export interface Watch {
  enter(what: string): void
  done(what: string): void
}

export function watchEffects(
  ports: ApplyPorts,
  begin: typeof beginJournal,
  watch: Watch,
): ApplyPorts & { readonly journal: typeof beginJournal }
