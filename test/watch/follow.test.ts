import { connectReader } from '../../src/freeswitch/switch-reader.ts'
import type { Notice } from '../../src/model/notice.ts'
import { follow } from '../../src/watch/follow.ts'
import { Tracker } from '../../src/watch/tracker.ts'
import { startFlappingSwitch, type FlappingSwitch } from '../support/flapping-switch.ts'
import { waitUntil } from '../support/poll.ts'
import { startFakeEventSocket } from '../support/fake-event-socket.ts'

interface Following {
  readonly lab: FlappingSwitch
  readonly tracker: Tracker
  readonly notices: Notice[]
  readonly synced: () => boolean
  ended(): Promise<void>
}

/** Follows a switch of so many gateways; its pauses take a twentieth of their time. */
async function following(
  count: number,
  body: (following: Following) => Promise<void>,
  lookMs = 4000,
): Promise<void> {
  const lab = await startFlappingSwitch(count)
  const tracker = new Tracker()
  const notices: Notice[] = []
  const stop = new AbortController()
  let synced = false
  const running = follow(
    tracker,
    {
      connect: () => connectReader({ host: '127.0.0.1', port: lab.port, password: 'ClueCon' }),
      clock: fastClock,
      date: () => new Date(),
      chance: () => 0.5,
      signal: stop.signal,
      tell: (notice) => void notices.push(notice),
      inSync: (yes) => void (synced = yes),
    },
    { lookMs },
  )
  const ended = async (): Promise<void> => {
    stop.abort()
    await running
  }
  try {
    await until(() => synced)
    await body({ lab, tracker, notices, synced: () => synced, ended })
  } finally {
    await ended()
    await lab.close()
  }
}

const fastClock = {
  now: () => performance.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms / 20)
    return () => clearTimeout(timer)
  },
}

/** What the tracker knows, against what the switch is. */
function differences({ lab, tracker }: Following): string[] {
  return lab.gateways
    .filter(({ name, state, status }) => {
      const known = tracker.gateways.get(`external::${name}`)
      return known?.state !== state || known.up !== (status === 'UP')
    })
    .map((each) => each.name)
}

const until = (ask: () => boolean) => waitUntil('what follow tells', 15_000, ask)
const ofGateways = (notices: readonly Notice[]) => notices.filter((each) => each.kind === 'gateway')

describe('follow', () => {
  it(
    'loses no event of 1,000 gateways that flap at 200 events a second',
    () =>
      following(
        1000,
        async (it) => {
          for (let batch = 0; batch < 40; batch++) {
            for (let each = 0; each < 10; each++) it.lab.flap(batch * 7 + each * 97)
            await new Promise((resolve) => setTimeout(resolve, 50))
          }
          await until(() => ofGateways(it.notices).length >= it.lab.sent())
          expect(it.lab.sent()).toBe(400)
          expect(ofGateways(it.notices)).toHaveLength(400)
          expect(ofGateways(it.notices).every((each) => !each.resync && each.from !== each.to)).toBe(true)
          expect(differences(it)).toEqual([])
        },
        20_000,
      ),
    30_000,
  )

  it('has the state right again after each of ten cuts, and tells what has changed meanwhile', () =>
    following(200, async (it) => {
      for (let cut = 0; cut < 10; cut++) {
        const before = it.notices.length
        it.lab.cut()
        for (let each = 0; each < 5; each++) it.lab.flapSilently(cut * 11 + each)
        await until(() => it.notices.slice(before).some((each) => each.kind === 'connected'))
        // While it settles, the switch goes on.
        it.lab.flap(150)
        await until(() => differences(it).length === 0)
        const since = it.notices.slice(before)
        expect(since.find((each) => each.kind === 'connected')).toMatchObject({ how: 'again', gateways: 200 })
        expect(ofGateways(since).filter((each) => each.resync)).toHaveLength(5)
      }
      expect(it.synced()).toBe(true)
    }))

  it('finds what no event told at the second look, once', () =>
    following(3, async (it) => {
      it.lab.flapSilently(1)
      await until(() => ofGateways(it.notices).length > 0)
      await it.lab.asked()
      await it.lab.asked()
      expect(ofGateways(it.notices)).toEqual([
        expect.objectContaining({
          gateway: 'gw-0001',
          from: 'REGED',
          to: 'FAIL_WAIT',
          up: false,
          resync: true,
        }),
      ])
      expect(it.tracker.gateways.get('external::gw-0001')?.registrationsLost).toBe(1)
    }))

  it('tries again for as long as it takes, and longer each time', async () => {
    const notices: Notice[] = []
    const stop = new AbortController()
    const tell = (notice: Notice): void => {
      notices.push(notice)
      if (notices.length === 4) stop.abort()
    }
    const ports = { clock: fastClock, date: () => new Date(0), chance: () => 0, signal: stop.signal, tell }
    const connect = () => connectReader({ host: '127.0.0.1', port: 1, password: 'x' })
    await follow(new Tracker(), { ...ports, connect }, { lookMs: 1000 })
    expect(notices.map((each) => each.kind === 'disconnected' && each.retryMs)).toEqual([
      500, 1000, 2000, 4000,
    ])
  })

  it('gives up at once where the user has to mend something', async () => {
    const fake = await startFakeEventSocket({ password: 'other' })
    const ports = {
      clock: fastClock,
      date: () => new Date(),
      chance: () => 0,
      signal: new AbortController().signal,
      tell: () => undefined,
    }
    const connect = () => connectReader({ host: fake.host, port: fake.port, password: 'wrong' })
    await expect(follow(new Tracker(), { ...ports, connect }, { lookMs: 1000 })).rejects.toMatchObject({
      code: 'GW402',
    })
    await fake.close()
  })
})
