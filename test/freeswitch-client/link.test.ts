import { setTimeout as sleep } from 'node:timers/promises'
import { EventLog } from '../../src/freeswitch/event-log.ts'
import { connectEventSocket } from '../../src/freeswitch/event-socket.ts'
import type { GatewayEvent } from '../../src/freeswitch/events.ts'
import { SwitchLink } from '../../src/freeswitch/link.ts'
import { CommandError } from '../../src/freeswitch/run.ts'
import { startFakeEventSocket, type FakeEventSocket, type Peer } from '../support/fake-event-socket.ts'

interface World {
  readonly fake: FakeEventSocket
  readonly link: SwitchLink
  readonly peer: Peer
  /** How often the link has hurried the switch. */
  hurries(): number
}

const isDown = (event: GatewayEvent): boolean => event.kind === 'state' && event.state === 'DOWN'

function stateEvent(peer: Peer, gateway: string, state: string): void {
  peer.event({
    'Event-Name': 'CUSTOM',
    'Event-Subclass': 'sofia::gateway_state',
    Gateway: gateway,
    State: state,
  })
}

/** A link to a fake; `onHurry` answers instead of `+OK`, `api` gives the reply to each api command. */
async function withLink(
  options: { onHurry?: (peer: Peer, nth: number) => void; api?: string },
  body: (world: World) => Promise<void>,
): Promise<void> {
  let nth = 0
  const fake = await startFakeEventSocket({
    onCommand(line, peer) {
      if (line.startsWith('api ')) return peer.api(options.api ?? '+OK gateway marked for deletion.\n')
      if (!line.startsWith('sendevent')) return peer.reply('+OK event listener enabled json')
      nth += 1
      if (options.onHurry) options.onHurry(peer, nth)
      else peer.reply('+OK some-uuid')
    },
  })
  const address = { host: fake.host, port: fake.port, password: 'ClueCon' }
  const socket = await connectEventSocket(address, { connectMs: 2000, authMs: 2000, commandMs: 2000 })
  const clock = { now: () => performance.now(), sleep: (ms: number) => sleep(ms).then(() => undefined) }
  const link = new SwitchLink(socket, await EventLog.open(socket), clock)
  const [peer] = fake.peers
  if (peer === undefined) throw new Error('nobody has connected')
  try {
    await body({ fake, link, peer, hurries: () => nth })
  } finally {
    await link.close()
    await fake.close()
  }
}

const soon = (ms = 2000): number => performance.now() + ms

describe('SwitchLink.send', () => {
  it('is done when the reply says so', () =>
    withLink({}, async ({ link, fake }) => {
      await link.send('sofia profile external killgw external::acme')
      expect(fake.received.at(-1)).toBe('api sofia profile external killgw external::acme')
    }))

  it('fails when the reply says no', () =>
    withLink({ api: '-ERR no such gateway.\n' }, async ({ link }) => {
      await expect(link.send('sofia profile external killgw external::acme')).rejects.toMatchObject({
        code: 'GW408',
      })
    }))

  it('tells the failure as a value, too', () => {
    const api =
      'Profile external must be up for at least 10 seconds to stop/restart.\nPlease wait 7 seconds\n'
    return withLink({ api }, async ({ link }) => {
      const failed: unknown = await link.send('sofia profile external stop').catch((error: unknown) => error)
      if (!(failed instanceof CommandError)) throw failed
      expect(failed.failure).toMatchObject({ reason: 'too-young', waitSeconds: 7 })
    })
  })

  it.each([
    'sofia profile external killgw _all_',
    'sofia profile external killgw acme',
    'sofia profile external killgw internal::acme',
    'sofia profile external killgw external::a b',
    'sofia profile external restart',
    'shutdown',
    'reloadxml\n\napi shutdown',
    '',
  ])('sends nothing but its own commands: %j', (command) =>
    withLink({}, async ({ link, fake }) => {
      const before = fake.received.length
      await expect(link.send(command)).rejects.toMatchObject({ code: 'GW407' })
      expect(fake.received).toHaveLength(before)
    }),
  )
})

describe('SwitchLink.waitFor', () => {
  it('finds an event that has come already, without hurrying anybody', () =>
    withLink({}, async ({ link, peer, hurries }) => {
      const mark = link.mark()
      stateEvent(peer, 'acme', 'DOWN')
      while (link.history('acme').length === 0) await sleep(1)
      const found = await link.waitFor('acme', isDown, mark, soon())
      expect(found?.event).toMatchObject({ gateway: 'acme', state: 'DOWN' })
      expect(hurries()).toBeLessThanOrEqual(1)
    }))

  it('takes none from before the mark', () =>
    withLink({}, async ({ link, peer }) => {
      stateEvent(peer, 'acme', 'DOWN')
      while (link.history('acme').length === 0) await sleep(1)
      expect(await link.waitFor('acme', isDown, link.mark(), soon(40))).toBeUndefined()
    }))

  it('takes none of another gateway', () =>
    withLink({}, async ({ link, peer }) => {
      stateEvent(peer, 'other', 'DOWN')
      expect(await link.waitFor('acme', isDown, 0, soon(60))).toBeUndefined()
    }))

  it('hurries the switch until the event comes, and then no more', () =>
    withLink(
      {
        onHurry: (peer, nth) => {
          peer.reply('+OK some-uuid')
          if (nth === 5) stateEvent(peer, 'acme', 'DOWN')
        },
      },
      async ({ link, hurries }) => {
        const found = await link.waitFor('acme', isDown, link.mark(), soon())
        expect(found?.event).toMatchObject({ state: 'DOWN' })
        const sent = hurries()
        expect(sent).toBeGreaterThanOrEqual(5)
        await sleep(30)
        expect(hurries()).toBe(sent)
      },
    ))

  it('asks once, and never again, where the login may not', () =>
    withLink({ onHurry: (peer) => peer.reply('-ERR permission denied') }, async ({ link, hurries }) => {
      expect(await link.waitFor('acme', isDown, link.mark(), soon(40))).toBeUndefined()
      expect(await link.waitFor('acme', isDown, link.mark(), soon(40))).toBeUndefined()
      expect(hurries()).toBe(1)
    }))

  it('does not hurry while the carrier is asked', () =>
    withLink({}, async ({ link, peer, hurries }) => {
      stateEvent(peer, 'acme', 'TRYING')
      while (link.history('acme').length === 0) await sleep(1)
      expect(await link.waitFor('acme', isDown, link.mark(), soon(60))).toBeUndefined()
      expect(hurries()).toBe(0)
    }))

  it('gives up at once for a moment that has passed', () =>
    withLink({}, async ({ link }) => {
      expect(await link.waitFor('acme', isDown, link.mark(), performance.now() - 1000)).toBeUndefined()
    }))

  it.each<[string, (peer: Peer) => void]>([
    ['ends', (peer) => peer.end()],
    ['is reset', (peer) => peer.reset()],
    ['says that the switch goes down', (peer) => peer.notice('The system is being shut down.\n')],
  ])('fails when the connection %s', (_, cut) =>
    withLink(
      { onHurry: (peer, nth) => (nth < 3 ? peer.reply('+OK some-uuid') : cut(peer)) },
      async ({ link }) => {
        await expect(link.waitFor('acme', isDown, link.mark(), soon())).rejects.toMatchObject({
          code: 'GW405',
        })
      },
    ),
  )

  it('fails when the link is closed', () =>
    withLink({}, async ({ link }) => {
      const waiting = link.waitFor('acme', isDown, link.mark(), soon())
      const failed = expect(waiting).rejects.toMatchObject({ code: 'GW405' })
      await link.close()
      await failed
    }))
})

describe('SwitchLink.waitForProfile', () => {
  const tell = (peer: Peer, name: string, profile = 'external'): void =>
    peer.event({ 'Event-Name': name, module_name: 'mod_sofia', profile_name: profile })

  it('finds the event, also one that has come already, and hurries nobody', () =>
    withLink({}, async ({ link, peer, hurries }) => {
      const since = link.mark()
      tell(peer, 'PUBLISH', 'internal')
      tell(peer, 'UNPUBLISH')
      const waiting = link.waitForProfile('external', ({ kind }) => kind === 'up', since, soon())
      tell(peer, 'PUBLISH')
      expect((await waiting)?.event).toEqual({ kind: 'up', profile: 'external' })
      const again = await link.waitForProfile('external', ({ kind }) => kind === 'down', since, soon(0))
      expect(again?.event.kind).toBe('down')
      expect(hurries()).toBe(0)
    }))

  it('gives up in time, and fails with the connection', () =>
    withLink({}, async ({ link, peer }) => {
      expect(await link.waitForProfile('external', () => true, 0, soon(20))).toBeUndefined()
      const waiting = link.waitForProfile('external', () => true, 0, soon())
      const failed = expect(waiting).rejects.toMatchObject({ code: 'GW405' })
      peer.end()
      await failed
    }))
})

describe('SwitchLink.profileStates', () => {
  it('gives states and calls; what is gone is not there', () => {
    const api = JSON.stringify({
      profiles: {
        external: { status: { state: 'RUNNING', 'in-use': 2 }, gateways: { acme: {} } },
        other: { status: { state: 'DOWN' } },
        alias: { status: { state: 'ALIASED' } },
      },
    })
    return withLink({ api }, async ({ link }) => {
      expect(await link.profileStates()).toEqual([
        { name: 'external', state: 'RUNNING', calls: 2, gateways: ['acme'] },
        { name: 'other', state: 'DOWN', calls: 0, gateways: [] },
      ])
    })
  })
})
