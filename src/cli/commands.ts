import type { CommandEntry } from './command.ts'

/** All commands; the code of one is loaded only when it runs. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'validate',
    summary: 'check the YAML and the XML on disk; touches nothing, needs no switch',
    load: async () => (await import('./commands/validate.ts')).validate,
  },
  {
    name: 'plan',
    summary: 'show what would change: gateways, files, commands, and why',
    load: async () => (await import('./commands/plan.ts')).plan,
  },
  {
    name: 'apply',
    summary: 'plan, ask, back up, write, command, verify; put back when it fails',
    load: async () => (await import('./commands/apply.ts')).apply,
  },
  {
    name: 'recover',
    summary: 'clear up after an apply that was killed: put its files and gateways back',
    load: async () => (await import('./commands/recover.ts')).recover,
  },
  {
    name: 'rollback',
    summary: 'undo an apply: put its files back as they were, and the gateways with them',
    load: async () => (await import('./commands/rollback.ts')).rollback,
  },
  {
    name: 'backup',
    summary: 'list, show, compare and restore what applies have kept of the files they changed',
    load: async () => (await import('./commands/backup.ts')).backup,
  },
  {
    name: 'status',
    summary: 'show profiles and gateways as they are live',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    name: 'var',
    summary: 'print a variable of a gateway, as the switch has it',
    load: async () => (await import('./commands/var.ts')).variable,
  },
  {
    name: 'watch',
    summary: 'tell events of gateways and profiles as they happen; serve metrics',
    load: async () => (await import('./commands/watch.ts')).watch,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of the YAML or of the plan',
    load: async () => (await import('./commands/schema.ts')).schema,
  },
  {
    name: 'sandbox',
    summary: 'run a stand-in FreeSWITCH with an event socket, to try things out',
    load: async () => (await import('./commands/sandbox.ts')).sandbox,
  },
]
