import { GwctlError } from '../../errors.ts'
import { gatewayPath } from '../../model/gateway.ts'
import { isSecretName } from '../../model/secret-words.ts'
import { printJson } from '../../render/json.ts'
import { STATUS_FORMAT_VERSION } from '../../render/status-json.ts'
import { visible, visibleLine } from '../../render/visible.ts'
import type { Arguments, Command } from '../command.ts'
import { findGateway, readName } from '../gateway-name.ts'
import { PLACE_OPTIONS } from '../place.ts'
import { findSwitch } from '../switch-place.ts'

export const variable: Command = {
  name: 'var',
  summary: 'print a variable of a gateway, as the switch has it',
  usage: 'var GATEWAY NAME [--inbound | --outbound] [--json] [--conf DIR | -f PATH]',
  description:
    'Prints the value that calls of this gateway get, as `sofia_gateway_data` knows it: of inbound calls, of outbound\n' +
    'calls, or the first of both. GATEWAY is PROFILE/GATEWAY or the bare name. A variable that is not set, or set to\n' +
    'nothing, is an answer and no error: nothing on standard output, a sentence on standard error, exit code 0. A gateway\n' +
    'that the switch does not have ends with 3. Values of secrets are not shown (exit code 4): what came from ${env:} or\n' +
    '${file:}, and any variable with a name like password, secret or token.',
  options: [
    { name: 'inbound', help: 'only as calls from the carrier get it' },
    { name: 'outbound', help: 'only as calls to the carrier get it' },
    { name: 'json', help: 'one JSON document; value is null where there is none' },
    ...PLACE_OPTIONS,
  ],
  examples: [
    { line: 'gwctl var external/acme-1 codec-prefs', does: 'its value' },
    { line: 'gwctl var acme-1 codec-prefs --outbound --conf /etc/freeswitch', does: 'without YAML' },
  ],
  positionals: 2,
  takes: ['gateway'],
  async run(args, io) {
    const [gateway, name] = args.positionals
    if (gateway === undefined || name === undefined) throw incomplete()
    readName(gateway)
    const direction = directionOf(args)
    if (isSecretName(name)) throw hidden(name)
    const place = await findSwitch(args, io)
    const { connectReader } = await import('../../freeswitch/switch-reader.ts')
    const reader = await connectReader(place.address)
    try {
      const { record, standing } = findGateway(await reader.observe(), gateway)
      const path = gatewayPath(record.profile, record.name)
      if (holdsSecret(place.secrets(record.name), name)) throw hidden(name)
      if (standing === 'ghost') throw unreachable(path)
      const value = await reader.variable(record.name, direction, name)
      if (args.flag('json')) {
        const { profile, name: gatewayName } = record
        io.stdout(
          printJson({
            formatVersion: STATUS_FORMAT_VERSION,
            profile,
            gateway: gatewayName,
            variable: name,
            direction: direction === 'var' ? 'both' : DIRECTIONS[direction].trim(),
            value: value ?? null,
          }),
        )
      } else if (value === undefined) {
        io.stderr(
          `${visibleLine(path)} has no ${DIRECTIONS[direction]}variable ${visibleLine(name)}, or an empty one.\n`,
        )
      } else io.stdout(`${io.stdoutIsTty ? visible(value) : value}\n`)
      return 0
    } finally {
      await reader.close()
    }
  },
}

const DIRECTIONS = { var: '', ivar: 'inbound ', ovar: 'outbound ' } as const

function directionOf(args: Arguments): keyof typeof DIRECTIONS {
  const [inbound, outbound] = [args.flag('inbound'), args.flag('outbound')]
  if (inbound && outbound)
    throw new GwctlError('GW100', '--inbound and --outbound do not go together.', {
      hint: 'Give one of the two, or neither for the first of both.',
    })
  return inbound ? 'ivar' : outbound ? 'ovar' : 'var'
}

function incomplete(): GwctlError {
  return new GwctlError('GW100', 'var needs a gateway and the name of a variable.', {
    hint: 'For example: gwctl var external/acme-1 codec-prefs.',
  })
}

function hidden(name: string): GwctlError {
  return new GwctlError('GW314', `The variable ${visibleLine(name)} holds a secret, and gwctl shows none.`, {
    hint: 'Look it up where the secret is kept, or on the switch itself with `sofia_gateway_data` in fs_cli.',
  })
}

/** FreeSWITCH finds variables whatever the case of their letters (switch_event.c, 1.10.12). */
function holdsSecret(names: ReadonlySet<string>, name: string): boolean {
  return [...names].some((each) => each.toLowerCase() === name.toLowerCase())
}

function unreachable(path: string): GwctlError {
  return new GwctlError('GW112', `${path} is a ghost: FreeSWITCH finds another gateway by its name.`, {
    hint: 'Ask for the one of the other profile; `gwctl status` lists both.',
  })
}
