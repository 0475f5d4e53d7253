import { GwctlError } from '../errors.ts'
import { gatewayEvent } from '../freeswitch/events.ts'
import { systemClock } from '../freeswitch/clock.ts'
import type { SwitchReader } from '../freeswitch/switch-reader.ts'
import type { SwitchStatus } from '../model/status.ts'
import { styleFor } from '../render/style.ts'
import { visibleLine } from '../render/visible.ts'
import { backoffMs } from '../watch/backoff.ts'
import { wakeupOf } from '../watch/wakeup.ts'
import { wantsColor, type Io } from './io.ts'
import { openScreen } from './live-screen.ts'
import type { Terminal } from './terminal.ts'

const LOOK_EVERY_MS = 1000

export interface WatchedStatus {
  readonly io: Io
  readonly terminal: Terminal
  readonly connect: () => Promise<SwitchReader>
  /** The text for the width of the terminal; `failures`: how each gateway failed last, by its name. */
  readonly render: (status: SwitchStatus, width: number, failures: ReadonlyMap<string, string>) => string
}

/**
 * Status as a live screen, until `q` (0), Ctrl-C or a signal (130). A lost connection is said in the first line, with
 * the last status below, and made again.
 *
 * @throws what the first connection failed with
 */
export async function watchStatus(watched: WatchedStatus): Promise<number> {
  const looking = await startLooking(watched)
  const over = new AbortController()
  const screen = openScreen(watched.io, watched.terminal, ({ columns }) => lines(watched, looking, columns))
  const pauses = wakeupOf(systemClock, over.signal)
  const keepLooking = async (): Promise<0> => {
    for (;;) {
      screen.draw()
      await pauses.pause(looking.tries === 0 ? LOOK_EVERY_MS : backoffMs(looking.tries, Math.random()))
      if (over.signal.aborted) return 0
      await look(watched, looking)
    }
  }
  try {
    return await Promise.race([screen.ended, keepLooking()])
  } finally {
    over.abort()
    screen.restore()
    void looking.reader?.close()
  }
}

/** The last look, and how the next is taken. */
interface Looking {
  reader: SwitchReader | undefined
  status: SwitchStatus
  at: Date
  /** Why the last look failed. */
  trouble?: string
  /** How many have failed in a row. */
  tries: number
  readonly failures: Map<string, string>
}

async function startLooking(watched: WatchedStatus): Promise<Looking> {
  const failures = new Map<string, string>()
  const reader = await open(watched, failures)
  return { reader, status: await reader.observe(), at: watched.io.clock.date(), tries: 0, failures }
}

async function look(watched: WatchedStatus, looking: Looking): Promise<void> {
  try {
    looking.reader ??= await open(watched, looking.failures)
    looking.status = await looking.reader.observe()
    looking.at = watched.io.clock.date()
    looking.tries = 0
  } catch (error) {
    if (!(error instanceof GwctlError)) throw error
    looking.tries += 1
    looking.trouble = error.message
    void looking.reader?.close()
    looking.reader = undefined
  }
}

function lines({ io, render }: WatchedStatus, looking: Looking, columns: number): string[] {
  const style = styleFor(wantsColor(io, true))
  const { status, at, trouble, tries, failures } = looking
  const time = at.toISOString().slice(11, 19)
  const head =
    tries === 0 || trouble === undefined
      ? style.bold(`FreeSWITCH ${visibleLine(status.version)}  ${time} UTC`)
      : style.red(`${visibleLine(trouble)} Below: as of ${time} UTC.`)
  return [head, '', ...render(status, columns, failures).trimEnd().split('\n')]
}

/** Connects, and hears how gateways fail. */
async function open({ connect }: WatchedStatus, failures: Map<string, string>): Promise<SwitchReader> {
  const reader = await connect()
  await reader.listen((event) => {
    const heard = gatewayEvent(event)
    if (heard?.kind !== 'state' || heard.sipStatus === undefined || heard.sipStatus < 300) return
    failures.set(heard.gateway, `${heard.sipStatus} ${heard.phrase?.trim() ?? ''}`.trim())
  })
  return reader
}
