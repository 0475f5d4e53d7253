import { GwctlError } from '../../errors.ts'
import type { SwitchReader } from '../../freeswitch/switch-reader.ts'
import { hideSecretFields, type SwitchStatus } from '../../model/status.ts'
import { printJson } from '../../render/json.ts'
import { renderGateway } from '../../render/status-detail.ts'
import { statusDocument } from '../../render/status-json.ts'
import { renderStatus } from '../../render/status-text.ts'
import type { Arguments, Command } from '../command.ts'
import { findGateway, ofProfile, readName } from '../gateway-name.ts'
import { wantsColor, type Io } from '../io.ts'
import { PLACE_OPTIONS } from '../place.ts'
import { findPending } from '../pending.ts'
import { findSwitch } from '../switch-place.ts'
import type { Terminal } from '../terminal.ts'

export const status: Command = {
  name: 'status',
  summary: 'show profiles and gateways as they are live',
  usage: 'status [PROFILE[/GATEWAY]] [--up | --down] [--watch | --json] [--conf DIR | -f PATH]',
  description:
    'Asks the running switch and changes nothing. One gateway is shown with all its fields. UP? marks a gateway whose UP\n' +
    'proves nothing: no ping has been answered (see the parameter `ping`). Names come sorted, so that two outputs compare.\n' +
    'The exit code is 0 also when something is down, and when the list is empty: a list is a list; 3 when there is no such\n' +
    'profile or gateway; 1 when the switch cannot be asked. --watch ends with 0 on q and with 130 on Ctrl-C.',
  options: [
    { name: 'up', help: 'only gateways that are UP' },
    { name: 'down', help: 'only gateways that are not UP' },
    { name: 'watch', help: 'a live screen: drawn anew every second; q ends' },
    { name: 'json', help: 'one JSON document' },
    ...PLACE_OPTIONS,
  ],
  examples: [
    { line: 'gwctl status', does: 'everything' },
    { line: 'gwctl status --down --conf /etc/freeswitch', does: 'what is broken, without any YAML' },
    { line: 'gwctl status external/acme-1', does: 'one gateway, every field' },
    {
      line: "gwctl status --json | jq -r '.gateways[] | select(.up | not) | .gateway'",
      does: 'for a script',
    },
  ],
  positionals: 1,
  takes: ['name'],
  async run(args, io) {
    const view = readView(args)
    const terminal = args.flag('watch') ? liveTerminal(args, io) : undefined
    const { address, secrets, root } = await findSwitch(args, io)
    const { connectReader } = await import('../../freeswitch/switch-reader.ts')
    const connect = async (): Promise<SwitchReader> => {
      const reader = await connectReader(address)
      return { ...reader, observe: async () => hideSecretFields(await reader.observe(), secrets) }
    }
    if (terminal !== undefined) return watch(view, connect, io, terminal)
    const reader = await connect()
    try {
      const pending = await findPending(root, reader)
      const seen = { ...(await reader.observe()), pending }
      io.stdout(
        args.flag('json')
          ? printJson(statusDocument(select(seen, view)))
          : render(seen, view, { color: wantsColor(io, io.stdoutIsTty), width: io.terminal?.columns() }),
      )
      return 0
    } finally {
      await reader.close()
    }
  },
}

/** What is asked for. */
interface View {
  readonly name?: string
  readonly only?: 'up' | 'down'
}

function readView(args: Arguments): View {
  const [name] = args.positionals
  if (name !== undefined) readName(name)
  if (args.flag('up') && args.flag('down')) throw notTogether('--up', '--down')
  const only = args.flag('up') ? 'up' : args.flag('down') ? 'down' : undefined
  return { ...(name !== undefined && { name }), ...(only !== undefined && { only }) }
}

function liveTerminal(args: Arguments, io: Io): Terminal {
  if (args.flag('json')) throw notTogether('--watch', '--json')
  if (io.terminal !== undefined && io.env['TERM'] !== 'dumb') return io.terminal
  throw new GwctlError('GW100', '--watch draws on a terminal, and standard output is none.', {
    hint: 'Use `gwctl watch` for a stream of events, with --json for a program.',
  })
}

function notTogether(one: string, other: string): GwctlError {
  return new GwctlError('GW100', `${one} and ${other} do not go together.`, { hint: `Give one of the two.` })
}

/** The part of the status that is asked for. Throws GW112. */
function select(seen: SwitchStatus, { name, only }: View): SwitchStatus {
  const part = name === undefined ? seen : selectNamed(seen, name)
  return only === undefined
    ? part
    : { ...part, gateways: part.gateways.filter((each) => each.up === (only === 'up')) }
}

function selectNamed(seen: SwitchStatus, name: string): SwitchStatus {
  const { first, second } = readName(name)
  if (second === undefined) return ofProfile(seen, first)
  const { record } = findGateway(seen, name)
  const gateways = seen.gateways.filter(
    (each) => each.record.profile === record.profile && each.record.name === record.name,
  )
  return { ...seen, profiles: seen.profiles.filter((each) => each.name === first), gateways }
}

function render(
  seen: SwitchStatus,
  view: View,
  options: { color: boolean; width?: number | undefined; failures?: ReadonlyMap<string, string> },
): string {
  const { color, width } = options
  const part = select(seen, view)
  const isOne = view.name !== undefined && readName(view.name).second !== undefined && view.only === undefined
  if (!isOne)
    return renderStatus(part, {
      color,
      ...(width !== undefined && { width }),
      ...(view.only !== undefined && { only: view.only }),
    })
  const shown = part.gateways.map((each) => {
    const failure = options.failures?.get(each.record.name)
    return renderGateway(each, { color, ...(failure !== undefined && { failure }) })
  })
  return shown.join('\n')
}

async function watch(
  view: View,
  connect: () => Promise<SwitchReader>,
  io: Io,
  terminal: Terminal,
): Promise<number> {
  const { watchStatus } = await import('../watch-status.ts')
  const color = wantsColor(io, io.stdoutIsTty)
  const draw = (seen: SwitchStatus, width: number, failures: ReadonlyMap<string, string>): string => {
    try {
      return render(seen, view, { color, width, failures })
    } catch (error) {
      // What was there may go while it is watched.
      if (error instanceof GwctlError && error.code === 'GW112') return `${error.message}\n`
      throw error
    }
  }
  return io.guard(() => watchStatus({ io, terminal, connect, render: draw }))
}
