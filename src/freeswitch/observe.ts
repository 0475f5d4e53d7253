import { GwctlError } from '../errors.ts'
import type { Live, LiveGateway } from '../model/live.ts'
import type { Command } from './command.ts'
import type { EventSocket } from './event-socket.ts'
import { failedCommand, run, runOrFail } from './run.ts'
import type { ValueReply } from './reply.ts'
import {
  allGateways,
  globalVariable,
  globalVariables,
  profileStates,
  version,
  type ProfileState,
} from './status-commands.ts'

/**
 * What the switch reports now: five questions, however many gateways there are.
 *
 * @throws what `EventSocket.api` throws; GW408 when the switch refuses a question; GW406 when the
 *         list of gateways cannot be what the switch meant
 */
export async function observe(socket: EventSocket): Promise<Live> {
  const [release, coreUuid, globals, profiles, gateways] = await Promise.all([
    ask(socket, version()),
    ask(socket, globalVariable('core_uuid')),
    ask(socket, globalVariables()),
    ask(socket, profileStates()),
    observeGateways(socket),
  ])
  if (coreUuid === undefined) throw unclear('it has no core_uuid')
  const known = strangers(gateways, profiles).length === 0 ? profiles : await ask(socket, profileStates())
  const [stranger] = strangers(gateways, known)
  if (stranger !== undefined)
    throw unclear(
      `it lists the gateway ${JSON.stringify(stranger.name)}, of which \`sofia jsonstatus\` knows nothing`,
    )
  return {
    coreUuid,
    version: release,
    profiles: known.map(({ name, state, calls }) => ({ name, state, calls })),
    gateways,
    globals,
  }
}

async function ask<T>(socket: EventSocket, command: Command<ValueReply<T>>): Promise<T> {
  const { value } = await runOrFail<{ readonly ok: true; readonly value: T }>(socket, command)
  return value
}

async function observeGateways(socket: EventSocket): Promise<readonly LiveGateway[]> {
  const command = allGateways()
  const reply = await run(socket, command)
  if (reply.ok) return reply.value
  if (reply.reason === 'unexpected') throw unclear(reply.text)
  throw failedCommand(command.line, reply)
}

/**
 * Records of gateways that are in no profile. A value with line ends in it can look like a whole
 * record of `sofia xmlstatus gateway`, but not in `sofia jsonstatus`, which escapes. A gateway
 * that was added between the two questions is known to the second asking.
 */
function strangers(
  gateways: readonly LiveGateway[],
  profiles: readonly ProfileState[],
): readonly LiveGateway[] {
  const known = new Map(profiles.map(({ name, gateways: names }) => [name, new Set(names)]))
  return gateways.filter(({ profile, name }) => known.get(profile)?.has(name) !== true)
}

function unclear(what: string): GwctlError {
  return new GwctlError('GW406', `The status of the gateways cannot be relied upon: ${what}.`, {
    hint: 'Remove line ends and markup from the parameters of that gateway, or report the version of FreeSWITCH.',
  })
}
