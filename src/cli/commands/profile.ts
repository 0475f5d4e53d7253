import { GwctlError } from '../../errors.ts'
import { choice } from '../arguments.ts'
import type { Command, Form, OptionSpec } from '../command.ts'
import { operate, OPERATION_EXITS, OPERATION_OPTIONS } from '../operation.ts'
import { prepareProfile } from '../profile-operations.ts'

const ALLOW_CALLS: OptionSpec = {
  name: 'allow-calls',
  help: 'go on though calls are in progress: they are hung up',
}

const SUBCOMMANDS: readonly Form[] = [
  {
    name: 'start',
    summary: 'start a profile that does not run, and prove that it is up',
    usage: 'profile start PROFILE [--conf DIR | -f PATH] [--yes] [--timeout S] [--json]',
    description:
      'Loads the XML, starts the profile, and waits for the event that says that it listens: the reply of FreeSWITCH proves\n' +
      'nothing. While an old instance is still stopping it waits for that. Where the port cannot be had it says who holds\n' +
      `it. On a profile that runs it does nothing. One with shutdown-on-fail is refused.\n${OPERATION_EXITS}`,
    options: OPERATION_OPTIONS,
    examples: [{ line: 'gwctl profile start external', does: 'show, ask, start, wait for its gateways' }],
    positionals: 2,
    takes: [[], 'profile'],
  },
  {
    name: 'stop',
    summary: 'stop a profile and wait until it is gone',
    usage: 'profile stop PROFILE [--conf DIR | -f PATH] [--yes] [--allow-calls] [--json]',
    description:
      'Stops the profile with all of its gateways, and waits until FreeSWITCH has forgotten it. Calls in progress protect it,\n' +
      'unless --allow-calls is given. FreeSWITCH stops no profile in its first 10 seconds: that time is waited out. No file\n' +
      `is changed: with FreeSWITCH it starts again.\n${OPERATION_EXITS}`,
    options: [...OPERATION_OPTIONS, ALLOW_CALLS],
    examples: [
      { line: 'gwctl profile stop external', does: 'show, ask, stop' },
      { line: 'gwctl profile stop external --yes --allow-calls', does: 'now, and hang up what goes on' },
    ],
    positionals: 2,
    takes: [[], 'profile'],
  },
  {
    name: 'restart',
    summary: 'restart a profile, and prove that its gateways are UP again',
    usage: 'profile restart PROFILE [--conf DIR | -f PATH] [--yes] [--allow-calls] [--timeout S] [--json]',
    description:
      'Loads the XML, which has to succeed, restarts the profile, waits until it listens again, and then until every gateway\n' +
      'that was UP is so again. It applies what stands on disk. Calls in progress protect it, unless --allow-calls is given.\n' +
      'FreeSWITCH restarts no profile in its first 10 seconds: that time is waited out. Onto a port that is taken it cannot\n' +
      `come back: it says who holds it, and what to run (exit 7). One with shutdown-on-fail is refused.\n${OPERATION_EXITS}`,
    options: [...OPERATION_OPTIONS, ALLOW_CALLS],
    examples: [
      { line: 'gwctl profile restart external', does: 'show what it does and costs, ask, restart' },
      {
        line: 'gwctl profile restart external --conf /etc/freeswitch --yes',
        does: 'without a YAML, in a script',
      },
    ],
    positionals: 2,
    takes: [[], 'profile'],
  },
  {
    name: 'rescan',
    summary: 'take in the gateways that are new on disk',
    usage: 'profile rescan PROFILE [--conf DIR | -f PATH] [--yes] [--timeout S] [--json]',
    description:
      'Loads the XML, which has to succeed, rescans the profile, says which gateways were added, and waits until they are\n' +
      `UP. Gateways that run are not touched, also where they stand changed on disk: that is what an apply is for.\n${OPERATION_EXITS}`,
    options: OPERATION_OPTIONS,
    examples: [{ line: 'gwctl profile rescan external', does: 'show what is new, ask, rescan' }],
    positionals: 2,
    takes: [[], 'profile'],
  },
]

export const profile: Command = {
  name: 'profile',
  summary: 'start, stop, restart or rescan one profile, and prove it',
  usage: 'profile start | stop | restart | rescan PROFILE  [--conf DIR | -f PATH] [--yes] [--json]',
  description:
    'Each shows what it will do and what that costs, asks, waits for the event that proves it, and says what happened.\n' +
    `They work beside applies: one at a time. With --conf they need no YAML.\n${OPERATION_EXITS}`,
  options: [...OPERATION_OPTIONS, ALLOW_CALLS],
  examples: [
    {
      line: 'gwctl profile restart external',
      does: 'after a change of its port, say: show, ask, restart, prove',
    },
    { line: 'gwctl profile rescan external --yes', does: 'take in what is new on disk' },
  ],
  positionals: 2,
  subcommands: SUBCOMMANDS,
  run(args, io) {
    const [word, name] = args.positionals
    const verb = choice('profile', requireWord(word), ['start', 'stop', 'restart', 'rescan'])
    if (name === undefined)
      throw new GwctlError('GW100', `profile ${verb} needs the name of a profile.`, {
        hint: `For example: gwctl profile ${verb} external.`,
      })
    const prepare = (world: Parameters<typeof prepareProfile>[2]): ReturnType<typeof prepareProfile> =>
      prepareProfile(verb, name, world, args, io)
    return operate({ purpose: `profile ${verb}`, target: name, prepare }, args, io)
  },
}

/** No verb is a default: each of them does something. */
function requireWord(word: string | undefined): string {
  if (word !== undefined) return word
  throw new GwctlError('GW100', 'profile needs one of start, stop, restart and rescan.', {
    hint: '`gwctl profile --help` tells what each does.',
  })
}
