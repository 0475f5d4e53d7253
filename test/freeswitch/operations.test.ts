import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { describeSwitch } from '../support/describe-switch.ts'
import { findFreePort } from '../support/free-port.ts'
import { startFreeSwitch, type FreeSwitch } from '../support/freeswitch.ts'
import { waitUntil } from '../support/poll.ts'
import { startRegistrar, type Registrar } from '../support/registrar.ts'
import { runGwctl, type GwctlRun } from '../support/run-gwctl.ts'

interface World {
  readonly freeswitch: FreeSwitch
  readonly registrar: Registrar
  readonly ports: Readonly<Record<'external' | 'other', number>>
  gwctl(...words: readonly string[]): Promise<GwctlRun & { document: Record<string, unknown> }>
}

function gatewayFile(name: string, params: Readonly<Record<string, string>>): string {
  const lines = Object.entries(params).map(([key, value]) => `    <param name="${key}" value="${value}"/>\n`)
  return `<include>\n  <gateway name="${name}">\n${lines.join('')}  </gateway>\n</include>\n`
}

/** A profile with a gateway that registers, and one with a gateway that does not, which gives up on a port soon. */
async function startWorld(): Promise<World> {
  const registrar = await startRegistrar()
  const ports = { external: await findFreePort(), other: await findFreePort() }
  const proxy = `127.0.0.1:${registrar.port}`
  const acme = { proxy, username: 'acme', password: 'x', 'expire-seconds': '600' }
  const freeswitch = await startFreeSwitch({
    profiles: [
      { name: 'external', port: ports.external, files: { 'acme.xml': gatewayFile('acme', acme) } },
      {
        name: 'other',
        port: ports.other,
        files: { 'trunk.xml': gatewayFile('trunk', { proxy, register: 'false' }) },
        settings: { 'bind-attempts': '1', 'bind-attempt-interval': '1' },
      },
    ],
  })
  return {
    freeswitch,
    registrar,
    ports,
    async gwctl(...words) {
      const run = await runGwctl(...words, '--conf', freeswitch.conf, '--yes', '--json')
      return { ...run, document: JSON.parse(run.stdout) as Record<string, unknown> }
    },
  }
}

async function holdPort(port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

describeSwitch('the everyday operations', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
  }, 60_000)
  afterAll(async () => {
    await world.freeswitch.stop()
    world.registrar.close()
  })

  it('restart, stop and start a profile that has only just started; its gateway is bound again', async () => {
    const { gwctl, registrar, freeswitch, ports } = world
    // The switch takes it for UP a moment after the carrier has it; only what was UP has to be UP again.
    await waitUntil('registered', 20_000, async () =>
      (await freeswitch.api('sofia xmlstatus gateway external::acme')).includes('<state>REGED<'),
    )
    expect(registrar.bindings('acme')).toHaveLength(1)
    const listens = `127.0.0.1:${ports.external}`
    const restart = await gwctl('profile', 'restart', 'external')
    expect([restart.status, restart.stderr]).toEqual([0, expect.stringContaining('Sent: sofia profile')])
    expect(restart.document).toMatchObject({
      outcome: 'done',
      happened: [`Profile external runs again, on ${listens}.`],
      gateways: [{ gateway: 'acme', health: 'healthy' }],
    })
    const stop = await gwctl('profile', 'stop', 'external')
    expect([stop.status, stop.stderr]).toEqual([0, expect.stringContaining('runs for less than 10 s')])
    expect(await freeswitch.api('sofia jsonstatus')).not.toContain('"external"')
    const start = await gwctl('profile', 'start', 'external')
    expect(start.status).toBe(0)
    expect(start.document).toMatchObject({ gateways: [{ gateway: 'acme', health: 'healthy' }] })
    expect(registrar.bindings('acme')).toHaveLength(1)
  })

  it('restart, register and kill a gateway, its binding kept', async () => {
    const { gwctl, registrar } = world
    await waitUntil('bound', 20_000, () => Promise.resolve(registrar.bindings('acme').length === 1))
    const restart = await gwctl('gateway', 'restart', 'external/acme')
    expect([restart.status, restart.document['outcome']]).toEqual([0, 'done'])
    expect(registrar.bindings('acme')).toHaveLength(1)
    expect((await gwctl('gateway', 'register', 'external/acme')).document).toMatchObject({ outcome: 'done' })
    const kill = await gwctl('gateway', 'kill', 'external/acme', '--allow-last-healthy')
    expect(kill.document).toMatchObject({ outcome: 'done', gateways: [{ health: 'gone' }] })
    const rescan = await gwctl('profile', 'rescan', 'external')
    expect(rescan.document).toMatchObject({ outcome: 'done', happened: ['Added: acme.'] })
    expect(registrar.bindings('acme')).toHaveLength(1)
  })

  it('never tell one that does not register to; and onto a port that is taken say who has it', async () => {
    const { gwctl, freeswitch, ports } = world
    const register = await gwctl('gateway', 'register', 'other/trunk')
    expect([register.status, register.stderr]).toEqual([4, expect.stringContaining('unable to stop')])
    expect((await gwctl('profile', 'stop', 'other')).status).toBe(0)
    const holder = await holdPort(ports.other)
    try {
      const start = await gwctl('profile', 'start', 'other')
      expect(start.status).toBe(7)
      expect(start.document).toMatchObject({
        outcome: 'stuck',
        left: [expect.stringContaining('gwctl profile start other')],
        error: { message: expect.stringContaining(`127.0.0.1:${ports.other}: UDP 127.0.0.1:${ports.other}`) },
      })
      expect(start.stderr).toContain(`(pid ${process.pid})`)
    } finally {
      holder.close()
    }
    expect((await gwctl('profile', 'start', 'other')).status).toBe(0)
    expect(await freeswitch.api('sofia status')).toMatch(/^ *other\s+profile\s.*RUNNING/m)
  })
})
