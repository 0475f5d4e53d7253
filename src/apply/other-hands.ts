import type { JournalGateway, JournalHeader } from './journal-records.ts'
import type { RunPorts } from './run-ports.ts'
import type { Sent } from './sent.ts'
import type { SwitchPort } from './switch-port.ts'

/**
 * What was sent, and what somebody else has started meanwhile: a rescan or a restart of another hand
 * reads the files of an apply, too. Everything as it is where the beginning was not heard.
 */
export function withOthers({ gateways }: JournalHeader, sent: Sent, link: SwitchPort | undefined): Sent {
  const names = gateways.map((each) => each.gateway).filter((each) => startedSince(each, sent, link))
  const started = new Set([...sent.started, ...names])
  return { ...sent, started, reloaded: sent.reloaded || names.length > 0 }
}

function startedSince(gateway: string, { since }: Sent, link: SwitchPort | undefined): boolean {
  if (since === undefined || link === undefined) return false
  return link.history(gateway).some(({ event, at }) => event.kind === 'add' && at >= since.at)
}

/**
 * The gateways of an apply which somebody else has started while it was put back; where that has failed,
 * those as well whose profile somebody else has restarted: what was told to it may have gone with it. Waits
 * until such a profile runs again.
 *
 * @param known  the ones that were put back
 */
export async function startedByOthers(
  { gateways }: JournalHeader,
  sent: Sent,
  known: readonly JournalGateway[],
  failed: boolean,
  ports: Pick<RunPorts, 'link' | 'clock'>,
): Promise<JournalGateway[]> {
  const restarted = failed ? await restartedProfiles(gateways, sent, ports) : new Set<string>()
  return gateways.filter(
    (each) =>
      restarted.has(each.profile) || (!known.includes(each) && startedSince(each.gateway, sent, ports.link)),
  )
}

/** How long a stop and a start take at most, three tries to bind among them. */
const AWAY_MS = 30_000
const LOOK_AGAIN_MS = 500

/** One that does not come back, or that the apply itself has stopped or started, is not among them. */
async function restartedProfiles(
  gateways: readonly JournalGateway[],
  sent: Sent,
  { link, clock }: Pick<RunPorts, 'link' | 'clock'>,
): Promise<ReadonlySet<string>> {
  const restarted = new Set<string>()
  const { since } = sent
  if (since === undefined) return restarted
  const until = clock.now() + AWAY_MS
  for (const profile of new Set(gateways.map((each) => each.profile))) {
    if (sent.profiles.has(profile)) continue
    const runs = async (): Promise<boolean> =>
      (await link.profileStates()).some((each) => each.name === profile && each.state === 'RUNNING')
    const down = await link.waitForProfile(profile, (event) => event.kind === 'down', since.mark, clock.now())
    if (down === undefined && (await runs())) continue
    while (!(await runs()) && clock.now() < until) await clock.sleep(LOOK_AGAIN_MS)
    if (await runs()) restarted.add(profile)
  }
  return restarted
}
