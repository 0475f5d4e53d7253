import { GwctlError } from '../errors.ts'
import type { DistributorNode } from '../model/disk.ts'
import type { Live, LiveDistributors, LiveGateway } from '../model/live.ts'
import type { Command } from './command.ts'
import { dumpDistributor, moduleExists } from './distributor-commands.ts'
import type { EventSocket } from './event-socket.ts'
import { failedCommand, run, runOrFail } from './run.ts'
import type { ValueReply } from './reply.ts'
import {
  allGateways,
  globalVariable,
  globalVariables,
  profileStates,
  profileTable,
  version,
  type ProfileState,
} from './status-commands.ts'

/**
 * What the switch reports now: five questions, however many gateways there are, and one for each list.
 *
 * @param lists  lists of mod_distributor to ask for; none: it is not asked at all
 * @throws what `EventSocket.api` throws; GW408 when the switch refuses a question; GW406 when the
 *         list of gateways cannot be what the switch meant
 */
export async function observe(socket: EventSocket, lists: readonly string[] = []): Promise<Live> {
  const [release, coreUuid, globals, table, gateways, distributors] = await Promise.all([
    ask(socket, version()),
    ask(socket, globalVariable('core_uuid')),
    ask(socket, globalVariables()),
    ask(socket, profileTable()),
    observeGateways(socket),
    observeDistributors(socket, lists),
  ])
  if (coreUuid === undefined) throw unclear('it has no core_uuid')
  const { profiles, aliases } = table
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
    ...(aliases.length > 0 && { aliases }),
    gateways,
    globals,
    ...(distributors && { distributors }),
  }
}

async function observeDistributors(
  socket: EventSocket,
  names: readonly string[],
): Promise<LiveDistributors | undefined> {
  if (names.length === 0) return undefined
  const lists = new Map<string, readonly DistributorNode[]>()
  if (!(await ask(socket, moduleExists('mod_distributor')))) return { loaded: false, lists }
  for (const name of names) {
    const nodes = await ask(socket, dumpDistributor(name))
    if (nodes !== undefined) lists.set(name, nodes)
  }
  return { loaded: true, lists }
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
