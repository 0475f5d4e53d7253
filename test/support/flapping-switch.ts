import { startFakeEventSocket, type FakeEventSocket, type Peer } from './fake-event-socket.ts'

export interface FlappingGateway {
  readonly name: string
  state: string
  status: 'UP' | 'DOWN'
  callsOut: number
}

/** An event socket over many gateways that change when the test says so. */
export interface FlappingSwitch {
  readonly port: number
  readonly gateways: readonly FlappingGateway[]
  /** How many events it has sent. */
  readonly sent: () => number
  /** The gateway goes down, or up again; told to whoever is subscribed. */
  flap(index: number): void
  /** The same, and nobody is told. */
  flapSilently(index: number): void
  /** Drops every connection. */
  cut(): void
  /** Resolves when a client has asked for the gateways once more. */
  asked(): Promise<void>
  close(): Promise<void>
}

/** `uuid` stands for the process: it stays the same over all cuts. */
export async function startFlappingSwitch(count: number, uuid = 'one'): Promise<FlappingSwitch> {
  const gateways = Array.from({ length: count }, (_, index) => ({
    name: `gw-${String(index).padStart(4, '0')}`,
    state: 'REGED',
    status: 'UP' as 'UP' | 'DOWN',
    callsOut: 0,
  }))
  const subscribed = new Set<Peer>()
  let waiting: (() => void)[] = []
  let sent = 0
  const fake: FakeEventSocket = await startFakeEventSocket({
    onCommand(line, peer) {
      if (line.startsWith('event json')) {
        subscribed.add(peer)
        return peer.reply('+OK event listener enabled json')
      }
      if (line === 'api sofia xmlstatus gateway') {
        peer.api(listText(gateways))
        for (const each of waiting.splice(0)) each()
        return
      }
      peer.api(answer(line, gateways, uuid))
    },
  })
  const flapSilently = (index: number): void => {
    const gateway = gateways[index % count]
    if (gateway === undefined) return
    const isUp = gateway.status === 'UP'
    gateway.state = isUp ? 'FAIL_WAIT' : 'REGED'
    gateway.status = isUp ? 'DOWN' : 'UP'
  }
  return {
    port: fake.port,
    gateways,
    sent: () => sent,
    flapSilently,
    flap(index) {
      flapSilently(index)
      const gateway = gateways[index % count]
      if (gateway === undefined) return
      for (const peer of subscribed) peer.event(stateEvent(gateway))
      if (subscribed.size > 0) sent += 1
    },
    cut() {
      subscribed.clear()
      for (const peer of fake.peers) peer.reset()
    },
    asked: () => new Promise((resolve) => waiting.push(resolve)),
    close: async () => {
      waiting = []
      await fake.close()
    },
  }
}

function stateEvent({ name, state, status }: FlappingGateway): Record<string, string> {
  return {
    'Event-Name': 'CUSTOM',
    'Event-Subclass': 'sofia::gateway_state',
    'Event-Date-Timestamp': `${Date.now()}000`,
    Gateway: name,
    State: state,
    'Ping-Status': status,
    ...(status === 'DOWN' && { Status: '503', Phrase: 'Service Unavailable' }),
  }
}

function answer(line: string, gateways: readonly FlappingGateway[], uuid: string): string {
  switch (line) {
    case 'api version short':
      return '1.10.12-release\n'
    case 'api global_getvar core_uuid':
      return uuid
    case 'api global_getvar':
      return `core_uuid=${uuid}\n`
    case 'api sofia jsonstatus':
      return JSON.stringify({
        profiles: {
          external: {
            status: { state: 'RUNNING', 'in-use': 3 },
            gateways: Object.fromEntries(gateways.map(({ name }) => [name, {}])),
          },
        },
      })
  }
  return '-ERR no reply\n'
}

function listText(gateways: readonly FlappingGateway[]): string {
  return `<?xml version="1.0" encoding="ISO-8859-1"?>\n<gateways>\n${gateways.map(recordText).join('')}</gateways>\n`
}

function recordText({ name, state, status, callsOut }: FlappingGateway): string {
  const fields: Record<string, string | number> = {
    name,
    profile: 'external',
    scheme: 'Digest',
    realm: 'sip.example',
    username: 'alice',
    password: 'yes',
    from: '&lt;sip:alice@sip.example&gt;',
    contact: `&lt;sip:gw+${name}@127.0.0.1:5080;transport=udp;gw=${name}&gt;`,
    exten: 'alice',
    to: 'sip:alice@sip.example',
    proxy: 'sip:sip.example',
    context: 'public',
    expires: 600,
    freq: 600,
    ping: 0,
    pingfreq: 25,
    pingmin: 1,
    pingcount: 1,
    pingmax: 1,
    pingtime: status === 'UP' ? '12.34' : '0.00',
    pinging: 0,
    state,
    status,
    'uptime-usec': status === 'UP' ? 5_000_000 : 0,
    'calls-in': 0,
    'calls-out': callsOut,
    'failed-calls-in': 0,
    'failed-calls-out': 0,
  }
  const retry = status === 'DOWN' ? '    <retry>28s</retry>\n' : ''
  const lines = Object.entries(fields).map(([tag, value]) => `    <${tag}>${value}</${tag}>\n`)
  return `  <gateway>\n${lines.join('')}${retry}  </gateway>\n`
}
