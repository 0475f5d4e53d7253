import { COMMAND_NAMES, type CommandName } from './command-names.ts'
import type { Command, CommandEntry } from './command.ts'

/** The code of each command, loaded only when it runs. */
const LOADERS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  init: async () => (await import('./commands/init.ts')).init,
  import: async () => (await import('./commands/import.ts')).importGateways,
  validate: async () => (await import('./commands/validate.ts')).validate,
  fmt: async () => (await import('./commands/fmt.ts')).fmt,
  plan: async () => (await import('./commands/plan.ts')).plan,
  apply: async () => (await import('./commands/apply.ts')).apply,
  drift: async () => (await import('./commands/drift.ts')).drift,
  status: async () => (await import('./commands/status.ts')).status,
  var: async () => (await import('./commands/var.ts')).variable,
  watch: async () => (await import('./commands/watch.ts')).watch,
  diff: async () => (await import('./commands/diff.ts')).diff,
  adopt: async () => (await import('./commands/adopt.ts')).adopt,
  release: async () => (await import('./commands/release.ts')).release,
  recover: async () => (await import('./commands/recover.ts')).recover,
  rollback: async () => (await import('./commands/rollback.ts')).rollback,
  backup: async () => (await import('./commands/backup.ts')).backup,
  gateway: async () => (await import('./commands/gateway.ts')).gateway,
  profile: async () => (await import('./commands/profile.ts')).profile,
  schema: async () => (await import('./commands/schema.ts')).schema,
  completion: async () => (await import('./commands/completion.ts')).completion,
  sandbox: async () => (await import('./commands/sandbox.ts')).sandbox,
}

/** All commands. */
export const COMMANDS: readonly CommandEntry[] = COMMAND_NAMES.map((each) => ({
  ...each,
  load: LOADERS[each.name],
}))
