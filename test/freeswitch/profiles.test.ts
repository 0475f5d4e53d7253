import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { applyPlan, type ApplyResult } from '../../src/apply/apply.ts'
import type { ApplyPorts } from '../../src/apply/apply-ports.ts'
import { switchSockets, type SwitchSockets } from '../../src/apply/switch-sockets.ts'
import { systemClock } from '../../src/apply/system-clock.ts'
import { gatherEvidence } from '../../src/cli/evidence.ts'
import { connectSwitch, type SwitchLink } from '../../src/freeswitch/connect-switch.ts'
import type { Progress } from '../../src/apply/progress.ts'
import type { Desired } from '../../src/model/desired.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan, type BuildOptions } from '../../src/plan/build.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { startAnsweringPhone } from '../support/answering-phone.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { findFreePort } from '../support/free-port.ts'
import { startFreeSwitch, type FreeSwitch } from '../support/freeswitch.ts'
import { writeGateway } from '../support/freeswitch-conf.ts'
import { desired, gateway, profile } from '../support/plan-world.ts'
import { waitUntil } from '../support/poll.ts'
import { startRegistrar, type Registrar } from '../support/registrar.ts'

const NAMES = ['gw-0', 'gw-1', 'gw-2']

/** A switch that was started a moment ago, with a profile and three gateways that are registered. */
interface Lab {
  readonly freeswitch: FreeSwitch
  readonly registrar: Registrar
  readonly port: number
  readonly progress: Progress[]
  readonly sockets: SwitchSockets
  plan(wanted: Desired, options?: BuildOptions): Promise<Plan>
  apply(wanted: Desired, options?: BuildOptions): Promise<ApplyResult>
  /** Where the carrier would send a call to each gateway. */
  contacts(): string[]
  /** What the carrier has to have for gateways that are registered from this port. */
  from(port: number): string[]
  settled(port: number): Promise<void>
  isBound(port: number): boolean
  close(): Promise<void>
}

async function startLab(): Promise<Lab> {
  const registrar = await startRegistrar()
  const port = await findFreePort()
  const gateways = NAMES.map((name) => [`${name}.xml`, writeGateway(name, account(name, registrar))])
  const files = Object.fromEntries(gateways)
  const freeswitch = await startFreeSwitch({ profiles: [{ name: 'external', port, files }] })
  mkdirSync(join(freeswitch.conf, 'sip_profiles', 'custom'), { recursive: true })
  const address = { host: '127.0.0.1', port: freeswitch.eslPort, password: freeswitch.password }
  const link: SwitchLink = await connectSwitch(address)
  const target = localTarget(freeswitch.conf)
  const sockets = switchSockets(link.place)
  if (sockets === undefined) throw new Error('the sockets of the switch cannot be seen')
  const progress: Progress[] = []
  const ports: ApplyPorts = {
    target,
    link,
    sockets,
    clock: systemClock,
    progress: (each) => void progress.push(each),
  }
  const lab: Lab = {
    freeswitch,
    registrar,
    port,
    progress,
    sockets,
    async plan(wanted, options = {}) {
      const live = await link.observe()
      const evidence = gatherEvidence(await link.loaded(), sockets, target.root, live)
      const all = { ...wanted, conf: target.root }
      const { plan, diagnostics } = buildPlan(all, readDisk(target), live, { evidence, ...options })
      if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
      return plan
    },
    apply: async (wanted, options) => applyPlan(await lab.plan(wanted, options), ports),
    contacts: () => NAMES.flatMap((name) => registrar.bindings(name).map((each) => each.contact)),
    from: (at) => NAMES.map((name) => `sip:gw+${name}@127.0.0.1:${at};transport=udp;gw=${name}`),
    settled: (at) =>
      waitUntil('every gateway is registered', 20_000, () => lab.contacts().join() === lab.from(at).join()),
    isBound: (at) => sockets.list().some((each) => each.own && each.port === at),
    async close() {
      await link.close()
      await freeswitch.stop()
      registrar.close()
    },
  }
  return lab
}

function account(name: string, registrar: Registrar): Record<string, string> {
  return { proxy: `127.0.0.1:${registrar.port}`, username: name, password: 'x', 'expire-seconds': '600' }
}

async function withLab(body: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await startLab()
  try {
    await lab.settled(lab.port)
    await body(lab)
  } finally {
    await lab.close()
  }
}

const withPort = (port: number): Desired => desired([], [profile('external', { 'sip-port': String(port) })])

/** Something else than FreeSWITCH that has a port. */
async function hold(port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

describeSwitch('settings and profiles', () => {
  it('another sip-port, right after a start: one restart, registered from the new port, the old one closed', () =>
    withLab(async (lab) => {
      const port = await findFreePort()
      const result = await lab.apply(withPort(port))
      expect(result).toMatchObject({ outcome: 'applied', left: [] })
      expect(result.gateways).toHaveLength(NAMES.length)
      expect(lab.progress.some((each) => each.kind === 'profile' && each.told.kind === 'too-young')).toBe(
        true,
      )
      expect([lab.isBound(port), lab.isBound(lab.port)]).toEqual([true, false])
      await lab.settled(port)
      expect(await lab.plan(withPort(port))).toMatchObject({ changes: [], files: [], steps: [] })
    }))

  it('a port that somebody else has: refused with his name; and put back where nobody saw him', () =>
    withLab(async (lab) => {
      const port = await findFreePort()
      const holder = await hold(port)
      try {
        const [refusal] = (await lab.plan(withPort(port))).refusals
        expect(refusal).toMatchObject({
          rule: 'port-in-use',
          message: expect.stringContaining(`(pid ${process.pid})`),
        })
        const before = readDisk(localTarget(lab.freeswitch.conf)).files
        const result = await lab.apply(withPort(port), { evidence: {} })
        expect(result).toMatchObject({ outcome: 'put-back', left: [], cause: { code: 'GW408' } })
        expect(result.cause?.message).toContain(`127.0.0.1:${port} is held by`)
        expect(readDisk(localTarget(lab.freeswitch.conf)).files).toEqual(before)
        expect(lab.isBound(lab.port)).toBe(true)
        await lab.settled(lab.port)
      } finally {
        holder.close()
      }
    }))

  it('a profile is created with a gateway, and taken away again', () =>
    withLab(async (lab) => {
      const port = await findFreePort()
      const settings = {
        'sip-ip': '127.0.0.1',
        'sip-port': String(port),
        'rtp-ip': '127.0.0.1',
        context: 'public',
        tls: 'false',
      }
      const gateways = [gateway('custom/fresh', account('fresh', lab.registrar))]
      const created = desired([], [profile('custom', settings, { create: true, gateways })])
      expect(await lab.apply(created)).toMatchObject({ outcome: 'applied', left: [] })
      expect(lab.isBound(port)).toBe(true)
      await waitUntil('it is registered', 5000, () => lab.registrar.bindings('fresh').length === 1)
      expect(await lab.plan(created)).toMatchObject({ changes: [], files: [], steps: [] })

      expect(await lab.apply(desired([], [profile('custom', {}, { absent: true })]))).toMatchObject({
        outcome: 'applied',
        left: [],
      })
      expect(lab.isBound(port)).toBe(false)
      expect(await lab.freeswitch.api('sofia status')).not.toContain('custom')
      expect(lab.registrar.bindings('fresh')).toEqual([])
      expect(lab.contacts()).toEqual(lab.from(lab.port))
    }))

  it('a setting that was changed and only rescanned is found, and gateways come without a rescan', () =>
    withLab(async (lab) => {
      const port = await findFreePort()
      const target = localTarget(lab.freeswitch.conf)
      const file = 'sip_profiles/external.xml'
      target.write(file, (target.current(file) ?? '').replace(`"${lab.port}"`, `"${port}"`), file)
      await lab.freeswitch.api('sofia profile external rescan')
      const wanted = desired(
        [gateway('external/fresh', account('fresh', lab.registrar))],
        [{ name: 'external', prune: 'none' }],
      )
      const plan = await lab.plan(wanted)
      expect(plan.noRescan).toEqual(['external'])
      expect(await lab.apply(wanted)).toMatchObject({ outcome: 'applied' })
      const [contact] = lab.registrar.bindings('fresh')
      expect(contact?.contact).toContain(`127.0.0.1:${lab.port}`)
      expect(await lab.apply(withPort(port))).toMatchObject({ outcome: 'applied' })
      await lab.settled(port)
    }))

  it('calls in progress survive everything but a restart, which is refused while they go on', () =>
    withLab(async (lab) => {
      const phone = await startAnsweringPhone()
      try {
        await lab.freeswitch.api(`originate sofia/external/phone@127.0.0.1:${phone.port} &park`)
        await waitUntil('the call is up', 5000, () => phone.calls() === 1)
        const scanned = desired([], [profile('external', { 'inbound-late-negotiation': 'true' })])
        expect(await lab.apply(scanned)).toMatchObject({ outcome: 'applied' })
        const port = await findFreePort()
        const [refusal] = (await lab.plan(withPort(port))).refusals
        expect(refusal?.message).toBe('Restarting profile external would hang up 1 call in progress.')
        await expect(lab.apply(withPort(port))).rejects.toMatchObject({ code: 'GW301', exit: 4 })
        expect(phone.calls()).toBe(1)
        expect(await lab.apply(withPort(port), { allow: { calls: true } })).toMatchObject({
          outcome: 'applied',
        })
        expect(phone.calls()).toBe(0)
      } finally {
        phone.close()
      }
    }))
})
