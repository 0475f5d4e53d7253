import { statusOf } from '../../src/model/status.ts'
import { watchMetrics } from '../../src/watch/metrics.ts'
import { readListenAddress, serveMetrics } from '../../src/watch/metrics-server.ts'
import { Prometheus } from '../../src/watch/prometheus.ts'
import { Tracker } from '../../src/watch/tracker.ts'
import { liveGateway } from '../support/live-gateway.ts'

const status = (gateways: readonly Parameters<typeof liveGateway>[0][]) =>
  statusOf(
    {
      coreUuid: 'one',
      version: '1',
      profiles: [{ name: 'external', state: 'RUNNING', calls: 2 }],
      gateways: gateways.map(liveGateway),
      globals: new Map(),
    },
    new Set(),
    0,
  )

function served() {
  const tracker = new Tracker()
  const counts = {
    connected: true,
    lastLook: 5,
    version: '1.10.12',
    events: new Map([['gateway', 7]]),
    disconnects: 1,
    commands: { started: 2, failed: 1, dropped: 0 },
  }
  const prometheus = new Prometheus()
  for (const each of watchMetrics(tracker, counts)) prometheus.add(each)
  const samples = async (): Promise<string[]> =>
    (await prometheus.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return { tracker, samples, prometheus }
}

describe('watchMetrics', () => {
  it('serves what is known now, and drops the labels of what is gone', async () => {
    const { tracker, samples } = served()
    tracker.settle(
      status([{ name: 'a' }, { name: 'b', state: 'NEWER', status: 'DOWN', pingfreq: 0, pingtime: 0 }]),
    )
    const now = await samples()
    expect(now).toEqual(
      expect.arrayContaining([
        'gwctl_event_socket_connected 1',
        'gwctl_event_socket_disconnects_total 1',
        'gwctl_freeswitch_info{version="1.10.12"} 1',
        'gwctl_events_total{type="gateway"} 7',
        'gwctl_profile_up{profile="external"} 1',
        'gwctl_profile_calls{profile="external"} 2',
        'gwctl_gateway_up{profile="external",gateway="a"} 1',
        'gwctl_gateway_up{profile="external",gateway="b"} 0',
        'gwctl_gateway_pings{profile="external",gateway="b"} 0',
        'gwctl_gateway_ping_seconds{profile="external",gateway="a"} 0.0123',
        'gwctl_gateway_state{profile="external",gateway="a",state="REGED"} 1',
        'gwctl_gateway_state{profile="external",gateway="b",state="OTHER"} 1',
        'gwctl_gateway_calls_total{profile="external",gateway="a",direction="inbound"} 10',
        'gwctl_gateway_failed_calls_total{profile="external",gateway="a",direction="outbound"} 1',
        'gwctl_gateway_registrations_lost_total{profile="external",gateway="a"} 0',
        'gwctl_exec_runs_total{result="failed"} 1',
      ]),
    )
    expect(now.filter((line) => line.startsWith('gwctl_gateway_ping_seconds'))).toHaveLength(1)
    tracker.settle(status([{ name: 'b' }]))
    expect((await samples()).filter((line) => line.includes('gateway="a"'))).toEqual([])
  })

  it('counts the same however often it is scraped', async () => {
    const { tracker, samples } = served()
    tracker.settle(status([{ name: 'a' }]))
    expect(await samples()).toEqual(await samples())
  })

  it('has nothing to serve before the first look but its own state', async () => {
    const { samples } = served()
    expect((await samples()).filter((line) => /gateway_|profile_/.test(line))).toEqual([])
  })
})

describe('serveMetrics', () => {
  it('serves /metrics and /healthz, and nothing else', async () => {
    const { prometheus } = served()
    const now: { trouble?: string } = {}
    const server = await serveMetrics(
      { host: '127.0.0.1', port: 0 },
      { contentType: prometheus.contentType, metrics: () => prometheus.text(), trouble: () => now.trouble },
    )
    const at = (path: string, init?: RequestInit) =>
      fetch(`http://127.0.0.1:${server.place.port}${path}`, init)
    const metrics = await at('/metrics?x')
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(await metrics.text()).toContain('gwctl_event_socket_connected 1\n')
    expect((await at('/healthz')).status).toBe(200)
    now.trouble = 'It is away.'
    const ill = await at('/healthz')
    expect([ill.status, await ill.text()]).toEqual([503, 'It is away.\n'])
    expect((await at('/')).status).toBe(404)
    expect((await at('/metrics', { method: 'POST' })).status).toBe(405)
    expect(await (await at('/metrics', { method: 'HEAD' })).text()).toBe('')
    await expect(
      serveMetrics(server.place, {
        contentType: '',
        metrics: () => Promise.resolve(''),
        trouble: () => undefined,
      }),
    ).rejects.toMatchObject({ code: 'GW520', message: /something listens there already/ })
    await server.close()
  })

  it.each([
    ['127.0.0.1:9290', { host: '127.0.0.1', port: 9290 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost:80', { host: 'localhost', port: 80 }],
  ])('listens on %s', (text, place) => {
    expect(readListenAddress(text)).toEqual(place)
  })

  it.each(['9290', ':9290', 'x:70000', '::1:9290', 'http://x:1', 'x:', ''])('refuses %p', (text) => {
    expect(() => readListenAddress(text)).toThrow(/--metrics takes HOST:PORT/)
  })
})
