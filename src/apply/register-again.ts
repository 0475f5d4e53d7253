import { gatewayKey, gatewayPath } from '../model/gateway.ts'
import type { LiveGateway } from '../model/live.ts'
import type { JournalGateway } from './journal-records.ts'
import type { RunPorts } from './run-ports.ts'

/**
 * Tells gateways that ran all the time to register again: they stay UP, and a carrier that took
 * their binding away gets it anew. One that does not register is left alone: `register` would
 * leave its profile unable to stop (mod_sofia.c:3672-3680, 1.10.12).
 *
 * @returns the ones that were UP before and did not reach REGED in time, one sentence each
 */
export async function registerAgain(
  gateways: readonly JournalGateway[],
  ports: RunPorts & { readonly timeoutMs: number },
): Promise<string[]> {
  if (gateways.length === 0) return []
  const { link, clock } = ports
  const wanted = new Map(gateways.map((each) => [gatewayPath(each.profile, each.gateway), each.upBefore]))
  const live = (await link.observe()).gateways.filter(
    (each) => each.state !== 'NOREG' && wanted.has(pathOf(each)),
  )
  if (live.length === 0) return []
  ports.announce(live.map(commandFor))
  const since = link.mark()
  for (const each of live) await link.send(commandFor(each))
  const until = clock.now() + ports.timeoutMs
  const left: string[] = []
  for (const each of live.filter((gateway) => wanted.get(pathOf(gateway)) === true)) {
    const registered = await link.waitFor(
      each.name,
      (event) => event.kind === 'state' && event.state === 'REGED',
      since,
      until,
    )
    if (registered === undefined)
      left.push(`${pathOf(each)} was told to register again after its canary, and has not yet.`)
  }
  return left
}

function pathOf({ profile, name }: LiveGateway): string {
  return gatewayPath(profile, name)
}

function commandFor({ profile, name }: LiveGateway): string {
  return `sofia profile ${profile} register ${gatewayKey(profile, name)}`
}
