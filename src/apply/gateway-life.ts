import type { GatewayEvent } from '../freeswitch/events.ts'
import { CommandError } from '../freeswitch/run.ts'
import { gatewayKey } from '../model/gateway.ts'
import type { OperatedGateway } from '../model/operation.ts'
import type { GatewayRef } from '../model/plan.ts'
import { refusalOf, waitNoticing } from './wait-events.ts'
import type { Clock, SwitchPort } from './switch-port.ts'

/** A worker removes a killed gateway in its second round; this is how long it may take before something is wrong. */
const DELETE_MS = 10_000

export interface GatewayPorts {
  readonly link: SwitchPort
  readonly clock: Clock
  readonly checkInterrupt: () => void
}

/**
 * Tells a gateway to register now, and waits for the carrier's answer. Never for one whose state
 * is NOREG: it would leave its profile unable to stop (mod_sofia.c:3672-3680, 1.10.12).
 *
 * @param untilMs  when waiting ends, in ms of the clock
 * @throws GW408 when FreeSWITCH did not do it; GW4xx for the link
 */
export async function registerGateway(
  ref: GatewayRef,
  ports: GatewayPorts,
  untilMs: number,
): Promise<OperatedGateway> {
  const { profile, gateway } = ref
  const since = ports.link.mark()
  await ports.link.send(registerCommand(ref))
  const isAnswer = (event: GatewayEvent): boolean => isRegistered(event) || failureOf(event) !== undefined
  const seen = await waitNoticing(ports, gateway, isAnswer, since, untilMs)
  if (seen !== undefined && isRegistered(seen.event))
    return { profile, gateway, health: 'healthy', detail: 'registered' }
  const detail = (seen && failureOf(seen.event)) ?? 'the carrier has not answered in time'
  return { profile, gateway, health: 'unhealthy', detail }
}

export function registerCommand({ profile, gateway }: GatewayRef): string {
  return `sofia profile ${profile} register ${gatewayKey(profile, gateway)}`
}

function isRegistered(event: GatewayEvent): boolean {
  return event.kind === 'state' && event.state === 'REGED'
}

/** Why one attempt to register failed, in words; undefined for anything else. */
function failureOf(event: GatewayEvent): string | undefined {
  const refusal = refusalOf(event)
  if (refusal !== undefined || event.kind !== 'state') return refusal
  if (event.state === 'TIMEOUT' || event.sipStatus === 908) return 'the carrier does not answer (908)'
  if (event.state !== 'FAILED' || event.sipStatus === undefined) return undefined
  return `the carrier answered ${event.sipStatus} ${event.phrase ?? ''}`.trim()
}

/**
 * Kills gateways and waits until FreeSWITCH has removed each; then it looks, since one whose name
 * stands in two profiles cannot be reached by it. Calls through them go on.
 *
 * @param begun  told once before the first command
 * @throws as `registerGateway`
 */
export async function killGateways(
  refs: readonly GatewayRef[],
  ports: GatewayPorts,
  begun: () => void,
): Promise<readonly OperatedGateway[]> {
  const since = ports.link.mark()
  begun()
  const sent: GatewayRef[] = []
  for (const ref of refs) {
    ports.checkInterrupt()
    if (await sendKill(ref, ports)) sent.push(ref)
  }
  const untilMs = ports.clock.now() + DELETE_MS
  for (const ref of sent) {
    const isGone = (event: GatewayEvent): boolean => event.kind === 'delete' && event.profile === ref.profile
    await waitNoticing(ports, ref.gateway, isGone, since, untilMs)
  }
  const { gateways } = await ports.link.observe()
  const runs = new Set(gateways.map((each) => gatewayKey(each.profile, each.name)))
  return refs.map((ref) =>
    runs.has(gatewayKey(ref.profile, ref.gateway))
      ? { ...ref, health: 'unhealthy', detail: 'it still runs' }
      : { ...ref, health: 'gone', detail: 'gone' },
  )
}

export function killCommand({ profile, gateway }: GatewayRef): string {
  return `sofia profile ${profile} killgw ${gatewayKey(profile, gateway)}`
}

async function sendKill(ref: GatewayRef, { link }: GatewayPorts): Promise<boolean> {
  try {
    await link.send(killCommand(ref))
    return true
  } catch (error) {
    if (error instanceof CommandError && error.failure.reason === 'no-such-gateway') return false
    throw error
  }
}
