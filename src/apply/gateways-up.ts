import { gatewayPath } from '../model/gateway.ts'
import type { Live, LiveGateway } from '../model/live.ts'
import type { OperatedGateway } from '../model/operation.ts'
import type { GatewayRef } from '../model/plan.ts'
import { refusalOf } from './wait-events.ts'
import type { Clock, SwitchPort } from './switch-port.ts'

const LOOK_AGAIN_MS = 500

export interface UpPorts {
  readonly link: Pick<SwitchPort, 'observe' | 'history'>
  readonly clock: Clock
  readonly checkInterrupt: () => void
  /** Told of the ones that are not UP yet. */
  readonly waiting: (gateways: readonly string[], secondsLeft: number) => void
}

/**
 * Waits until gateways are UP: one that registers is REGED, one that does not is UP. Ends early
 * when those that are not have been refused by their carrier.
 *
 * @param untilMs  when waiting ends, in ms of the clock
 */
export async function awaitGatewaysUp(
  refs: readonly GatewayRef[],
  ports: UpPorts,
  untilMs: number,
): Promise<readonly OperatedGateway[]> {
  for (;;) {
    const live = await ports.link.observe()
    const judged = refs.map((ref) => judge(ref, live, ports))
    const open = judged.filter((each) => each.pending)
    if (open.length === 0 || ports.clock.now() >= untilMs) return judged.map((each) => each.outcome)
    ports.checkInterrupt()
    const names = open.map(({ outcome }) => gatewayPath(outcome.profile, outcome.gateway))
    ports.waiting(names, Math.ceil((untilMs - ports.clock.now()) / 1000))
    await ports.clock.sleep(LOOK_AGAIN_MS)
  }
}

interface Judged {
  readonly outcome: OperatedGateway
  readonly pending: boolean
}

function judge(ref: GatewayRef, live: Live, { link }: UpPorts): Judged {
  const record = live.gateways.find((each) => each.profile === ref.profile && each.name === ref.gateway)
  if (record === undefined)
    return { outcome: { ...ref, health: 'unhealthy', detail: 'it does not run' }, pending: true }
  if (isUp(record)) {
    const detail = record.state === 'NOREG' ? 'UP; it does not register' : 'registered'
    return { outcome: { ...ref, health: 'healthy', detail }, pending: false }
  }
  const refusal = link
    .history(ref.gateway)
    .flatMap(({ event }) => refusalOf(event) ?? [])
    .at(-1)
  const refused = refusal !== undefined && /^(FAILED|FAIL_WAIT)$/.test(record.state)
  const detail = refused ? refusal : `it is ${record.state} and ${record.status}`
  return { outcome: { ...ref, health: 'unhealthy', detail }, pending: !refused }
}

function isUp({ state, status }: LiveGateway): boolean {
  return status === 'UP' && (state === 'NOREG' || state === 'REGED')
}
