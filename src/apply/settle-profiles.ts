import { STOPPING_MS } from './profile-patience.ts'
import type { RunPorts } from './run-ports.ts'
import type { ProfileSent, Sent } from './sent.ts'

/** How long a start takes before it tries to bind. */
const START_MS = 5000
/** The usual time of three tries to bind; see plan/listening.ts. */
const USUAL_BIND_SECONDS = 10
const LOOK_AGAIN_MS = 500

type SettlePorts = Pick<RunPorts, 'clock' | 'bindSeconds'> & {
  readonly link: Pick<RunPorts['link'], 'mark' | 'profileStates' | 'waitForProfile'>
}

/**
 * Waits until no profile is on its way any more. One that tries to bind is in no list of the switch:
 * started a second time meanwhile, there would be two of it, which race for the port and of which only
 * one can be reached by its name.
 *
 * @param heard  false where the events of the time before were not heard: on another connection
 */
export async function settleProfiles(sent: Sent, ports: SettlePorts, heard: boolean): Promise<void> {
  for (const [profile, each] of sent.profiles) {
    if (!each.settled) await settle(profile, each, ports, heard)
    each.settled = true
  }
}

async function settle(
  profile: string,
  { verb, mark }: ProfileSent,
  ports: SettlePorts,
  heard: boolean,
): Promise<void> {
  const { link, clock } = ports
  const binding = (ports.bindSeconds?.(profile) ?? USUAL_BIND_SECONDS) * 1000
  const stopped = clock.now() + STOPPING_MS
  let until = clock.now() + (verb === 'stop' ? STOPPING_MS : START_MS + binding)
  const since = heard ? mark : link.mark()
  for (;;) {
    const state = (await link.profileStates()).find((each) => each.name === profile)?.state
    // What still stops has not begun to start.
    if (verb !== 'stop' && state === 'DOWN' && clock.now() < stopped)
      until = Math.max(until, clock.now() + START_MS + binding)
    if (state === 'RUNNING' || (verb === 'stop' && state === undefined) || clock.now() >= until) return
    const next = Math.min(until, clock.now() + LOOK_AGAIN_MS)
    const failed = await link.waitForProfile(profile, (event) => event.kind === 'failed', since, next)
    if (failed !== undefined) return
  }
}
