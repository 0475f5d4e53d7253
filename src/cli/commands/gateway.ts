import { GwctlError } from '../../errors.ts'
import type { GatewayRef } from '../../model/plan.ts'
import { choice } from '../arguments.ts'
import type { Arguments, Command, Form, OptionSpec } from '../command.ts'
import { prepareKill, prepareRegister, prepareRestart, runningGateways } from '../gateway-operations.ts'
import type { Io } from '../io.ts'
import { operate, OPERATION_EXITS, OPERATION_OPTIONS } from '../operation.ts'

const AS_ON_DISK: OptionSpec = {
  name: 'as-on-disk',
  help: 'restart it though it stands on disk otherwise than it runs: that is applied',
}
const KILL_OPTIONS: readonly OptionSpec[] = [
  { name: 'all', help: 'every gateway of the profile, or, without one, of the switch' },
  { name: 'allow-last-healthy', help: 'allow a profile to lose its last healthy gateway' },
]

const SUBCOMMANDS: readonly Form[] = [
  {
    name: 'register',
    summary: 'register a gateway now, and tell what the carrier answers',
    usage: 'gateway register PROFILE/GATEWAY [--conf DIR | -f PATH] [--yes] [--timeout S] [--json]',
    description:
      'The gateway stays UP meanwhile. Never sent for one that does not register: FreeSWITCH would say no, and could not stop\n' +
      `its profile any more (exit 4). What the carrier refuses ends with 8 and its answer.\n${OPERATION_EXITS}`,
    options: OPERATION_OPTIONS,
    examples: [
      { line: 'gwctl gateway register external/acme-1', does: 'ask, register, wait for the answer' },
    ],
    positionals: 2,
    takes: [[], 'gateway'],
  },
  {
    name: 'restart',
    summary: 'kill a gateway and start it again, without losing its binding at the carrier',
    usage:
      'gateway restart PROFILE/GATEWAY [--conf DIR | -f PATH] [--yes] [--as-on-disk] [--timeout S] [--json]',
    description:
      'Sends killgw, waits until the un-REGISTER has left, starts the gateway from disk, waits until it is registered, and\n' +
      'refreshes that, as an apply does; then it proves that the gateway runs as it stands on disk. Calls go on. Where it\n' +
      'stands on disk otherwise than it runs it is refused, unless --as-on-disk is given. It is in the journal: after a crash\n' +
      `\`gwctl recover\` brings the gateway back. What fails on the way is put back (exit 6).\n${OPERATION_EXITS}`,
    options: [...OPERATION_OPTIONS, AS_ON_DISK],
    examples: [
      { line: 'gwctl gateway restart external/acme-1', does: 'show the commands, ask, restart, prove' },
      {
        line: 'gwctl gateway restart external/acme-1 --as-on-disk',
        does: 'and take what was edited by hand',
      },
    ],
    positionals: 2,
    takes: [[], 'gateway'],
  },
  {
    name: 'kill',
    summary: 'end gateways in the running switch; the files stay',
    usage:
      'gateway kill PROFILE/GATEWAY | PROFILE --all | --all  [--conf DIR | -f PATH] [--yes] [--allow-last-healthy] [--json]',
    description:
      'Waits until FreeSWITCH has removed it. Calls go on, new ones fail. While it stands on disk the next rescan brings it\n' +
      'back: to end it for good, say `enabled: false` in the YAML and apply. The last healthy gateway of a profile is\n' +
      `protected, unless --allow-last-healthy is given or the policy allows it.\n${OPERATION_EXITS}`,
    options: [...OPERATION_OPTIONS, ...KILL_OPTIONS],
    examples: [
      { line: 'gwctl gateway kill external/acme-1', does: 'show, ask, kill' },
      { line: 'gwctl gateway kill external --all --allow-last-healthy', does: 'every gateway of a profile' },
    ],
    positionals: 2,
    takes: [[], 'name'],
  },
]

export const gateway: Command = {
  name: 'gateway',
  summary: 'register, restart or kill one gateway, and prove it',
  usage: 'gateway register | restart | kill PROFILE/GATEWAY  [--conf DIR | -f PATH] [--yes] [--json]',
  description:
    'Each shows what it will do, asks, waits for the event that proves it, and says what happened. No file is changed.\n' +
    `They work beside applies: one at a time. With --conf they need no YAML.\n${OPERATION_EXITS}`,
  options: [...OPERATION_OPTIONS, AS_ON_DISK, ...KILL_OPTIONS],
  examples: [
    {
      line: 'gwctl gateway restart external/acme-1',
      does: 'force a new registration, without losing the binding',
    },
    { line: 'gwctl gateway register external/acme-1 --yes', does: 'register now, in a script' },
  ],
  positionals: 2,
  subcommands: SUBCOMMANDS,
  run(args, io) {
    const [word, name] = args.positionals
    const verb = choice('gateway', requireWord(word), ['register', 'restart', 'kill'])
    const purpose = `gateway ${verb}`
    switch (verb) {
      case 'register': {
        const ref = readPath(purpose, name)
        return operate(
          { purpose, target: name ?? '', prepare: (world) => prepareRegister(ref, world, io) },
          args,
          io,
        )
      }
      case 'restart': {
        const ref = readPath(purpose, name)
        return operate(
          { purpose, target: name ?? '', prepare: (world) => prepareRestart(ref, world, args, io) },
          args,
          io,
        )
      }
      case 'kill':
        return kill(name, args, io)
    }
  },
}

function kill(name: string | undefined, args: Arguments, io: Io): Promise<number> {
  const purpose = 'gateway kill'
  if (!args.flag('all')) {
    const ref = readPath(purpose, name)
    const operation = { purpose, target: name ?? '' }
    return operate({ ...operation, prepare: (world) => prepareKill([ref], world, args, io) }, args, io)
  }
  if (name?.includes('/') === true)
    throw new GwctlError('GW100', `--all takes a profile or nothing, not the gateway ${name}.`, {
      hint: 'For example: gwctl gateway kill external --all.',
    })
  const target = name === undefined ? '--all' : `${name} --all`
  return operate(
    { purpose, target, prepare: (world) => prepareKill(runningGateways(name, world), world, args, io) },
    args,
    io,
  )
}

function readPath(purpose: string, text: string | undefined): GatewayRef {
  const [profile = '', name = '', ...rest] = (text ?? '').split('/')
  if (profile !== '' && name !== '' && rest.length === 0) return { profile, gateway: name }
  const given = text === undefined ? 'needs a PROFILE/GATEWAY' : `takes PROFILE/GATEWAY, not "${text}"`
  throw new GwctlError('GW100', `${purpose} ${given}.`, {
    hint: `For example: gwctl ${purpose} external/acme-1.`,
  })
}

/** No verb is a default: each of them does something. */
function requireWord(word: string | undefined): string {
  if (word !== undefined) return word
  throw new GwctlError('GW100', 'gateway needs one of register, restart and kill.', {
    hint: '`gwctl gateway --help` tells what each does.',
  })
}
