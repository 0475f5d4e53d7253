/** Every command, in the order of the help. Apart from the code of the commands, so that the help loads none of it. */
export const COMMAND_NAMES = [
  {
    name: 'init',
    summary: 'write a commented gwctl.yaml, from the existing configuration where there is one',
  },
  { name: 'import', summary: 'print the YAML of the gateways that are on disk' },
  { name: 'validate', summary: 'check the YAML and the XML on disk; touches nothing, needs no switch' },
  { name: 'fmt', summary: 'format YAML files; keeps comments, anchors and meaning' },
  { name: 'plan', summary: 'show what would change: gateways, files, commands, and why' },
  { name: 'apply', summary: 'plan, ask, back up, write, command, verify; put back when it fails' },
  {
    name: 'drift',
    summary: 'whether YAML, XML, the memory of FreeSWITCH and what runs are the same; exit 2 when not',
  },
  { name: 'status', summary: 'show profiles and gateways as they are live' },
  { name: 'var', summary: 'print a variable of a gateway, as the switch has it' },
  { name: 'watch', summary: 'tell events of gateways and profiles as they happen; serve metrics' },
  { name: 'diff', summary: 'what a change to the YAML means: two git revisions compared as plans' },
  { name: 'adopt', summary: "set the marker that makes gateways gwctl's; the switch is not touched" },
  { name: 'release', summary: 'drop that marker; the gateways stay as they are' },
  { name: 'recover', summary: 'clear up after an apply that was killed: put its files and gateways back' },
  { name: 'rollback', summary: 'undo an apply: put its files back as they were, and the gateways with them' },
  {
    name: 'backup',
    summary: 'list, show, compare and restore what applies have kept of the files they changed',
  },
  { name: 'gateway', summary: 'register, restart or kill one gateway, and prove it' },
  { name: 'profile', summary: 'start, stop, restart or rescan one profile, and prove it' },
  { name: 'schema', summary: 'print the JSON Schema of the YAML or of the plan' },
  { name: 'completion', summary: 'print what makes bash, zsh or fish complete gwctl' },
  { name: 'sandbox', summary: 'run a stand-in FreeSWITCH with an event socket, to try things out' },
] as const

export type CommandName = (typeof COMMAND_NAMES)[number]['name']
