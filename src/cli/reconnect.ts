import { GwctlError, type Code } from '../errors.ts'
import type { SwitchPort } from '../apply/switch-port.ts'
import type { Live } from '../model/live.ts'
import type { Io } from './io.ts'

/** How long a switch may be away when it is restarted, in ms. */
const AWAY_MS = 30_000
const TRY_AGAIN_MS = 1000
/** Nothing listens yet, it closes again, or a module is not loaded yet. */
const MAY_COME: readonly Code[] = ['GW401', 'GW405', 'GW408']

/**
 * Connects once more after the connection was lost. A switch that was restarted is waited for,
 * until the profiles that ran before run again.
 *
 * @param before  what the switch reported on the connection that was lost
 * @throws what the last try threw
 */
export async function reconnect<Link extends SwitchPort>(
  connect: () => Promise<Link>,
  before: Live,
  clock: Io['clock'],
): Promise<{ readonly link: Link; readonly restarted: boolean }> {
  const until = clock.now() + AWAY_MS
  const link = await keepTrying(connect, until, clock)
  const observe = (): Promise<Live> => keepTrying(() => link.observe(), until, clock)
  let live = await observe()
  while (!runsAgain(live, before) && clock.now() < until) {
    await clock.sleep(TRY_AGAIN_MS)
    live = await observe()
  }
  return { link, restarted: live.coreUuid !== before.coreUuid }
}

async function keepTrying<T>(attempt: () => Promise<T>, until: number, clock: Io['clock']): Promise<T> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const mayCome = error instanceof GwctlError && MAY_COME.includes(error.code)
      if (!mayCome || clock.now() >= until) throw error
      await clock.sleep(TRY_AGAIN_MS)
    }
  }
}

function runsAgain(now: Live, before: Live): boolean {
  const states = new Map(now.profiles.map((each) => [each.name, each.state]))
  return before.profiles.every((each) => each.state !== 'RUNNING' || states.get(each.name) === 'RUNNING')
}
