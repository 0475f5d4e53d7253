import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeSwitch } from '../support/describe-switch.ts'
import { findFreePort } from '../support/free-port.ts'
import { writeGateway } from '../support/freeswitch-conf.ts'
import { startFreeSwitch, type FreeSwitch } from '../support/freeswitch.ts'
import { waitUntil } from '../support/poll.ts'
import { startRegistrar, type Registrar, type Rule } from '../support/registrar.ts'
import { runGwctl, type GwctlRun } from '../support/run-gwctl.ts'

/** One switch, one registrar, one gateway that is registered; what it says, and what is so. */
interface World {
  readonly freeswitch: FreeSwitch
  readonly registrar: Registrar
  /** Applies this YAML of the gateways of `external`. */
  apply(gateways: string, ...more: readonly string[]): Promise<GwctlRun>
  /** One field of the running gateway; undefined when it does not run. */
  field(gateway: string, name: string): Promise<string | undefined>
}

const silent: Rule = () => ({ kind: 'drop' })
const serves: Rule = () => ({ kind: 'serve' })

async function withWorld(body: (world: World) => Promise<void>): Promise<void> {
  const password = (account: string): string => `${account}-secret`
  const registrar = await startRegistrar({
    digest: { password, oneTimeNonces: true, qop: true, onWrong: 403 },
  })
  const params = { username: 'alice', password: 'alice-secret', 'expire-seconds': '600' }
  const file = writeGateway('acme', { ...params, proxy: `127.0.0.1:${registrar.port}` })
  const port = await findFreePort()
  const freeswitch = await startFreeSwitch({
    profiles: [{ name: 'external', port, files: { 'acme.xml': file } }],
  })
  const field: World['field'] = async (gateway, name) => {
    const record = await freeswitch.api(`sofia xmlstatus gateway external::${gateway}`)
    return new RegExp(`<${name}>([^<]*)<`).exec(record)?.[1]
  }
  const yaml = join(dirname(freeswitch.conf), 'gwctl.yaml')
  try {
    await waitUntil('acme is REGED', 15_000, async () => (await field('acme', 'state')) === 'REGED')
    await body({
      freeswitch,
      registrar,
      field,
      apply: (gateways, ...more) => {
        const head = `version: 1\nfreeswitch: { conf: ${freeswitch.conf} }\nprofiles:\n  external:\n    gateways:\n`
        writeFileSync(yaml, `${head}${gateways}...\n`)
        return runGwctl('apply', '-f', yaml, '--yes', ...more)
      },
    })
  } finally {
    await freeswitch.stop()
    registrar.close()
  }
}

function acme({ registrar }: World, more: string, password = 'alice-secret'): string {
  return `      acme: { proxy: "127.0.0.1:${registrar.port}", username: alice, password: ${password}, ${more} }\n`
}

describeSwitch('what is said when an apply fails is so', () => {
  it.concurrent(
    'a carrier that is silent meanwhile: exit 7, nothing to recover, and the next apply goes',
    () =>
      withWorld(async (world) => {
        const { freeswitch, registrar, apply, field } = world
        registrar.setRule(silent)
        const failed = await apply(acme(world, 'expire-seconds: 900'), '--timeout', '3')
        expect(failed).toMatchObject({ status: 7 })
        expect(failed.stdout).toMatch(
          /external\/acme was UP before and is not again yet: .*\nThere is nothing to recover/,
        )
        expect(existsSync(join(freeswitch.conf, '.gwctl/journal.jsonl'))).toBe(false)
        expect(await field('acme', 'expires')).toBe('600')
        registrar.setRule(serves)
        expect(await apply(acme(world, 'expire-seconds: 900'))).toMatchObject({ status: 0 })
      }),
  )

  it.concurrent('a gateway whose file is gone: written when right, tried first when not', () =>
    withWorld(async (world) => {
      const { freeswitch, registrar, apply, field } = world
      const file = join(freeswitch.conf, 'sip_profiles/external/acme.xml')
      rmSync(file)
      const asked = registrar.requests.get('REGISTER')
      const written = await apply(acme(world, 'expire-seconds: 600'))
      expect(written).toMatchObject({ status: 0 })
      expect(written.stdout).toContain('1 written without touching the switch')
      expect(registrar.requests.get('REGISTER')).toBe(asked)
      rmSync(file)
      const failed = await apply(acme(world, 'expire-seconds: 900', 'wrong'), '--timeout', '8')
      expect(failed).toMatchObject({ status: 6, stderr: expect.stringContaining('GW142') })
      expect(failed.stderr).toContain('external/acme itself was not touched')
      expect(existsSync(file)).toBe(false)
      expect(await field('acme', 'state')).toBe('REGED')
      expect(registrar.bindings('alice')).toHaveLength(1)
    }),
  )

  it.concurrent('a carrier that answers no ping: not applied', () =>
    withWorld(async (world) => {
      const { registrar, apply, field } = world
      registrar.setRule(({ method }) => (method === 'OPTIONS' ? { kind: 'drop' } : { kind: 'serve' }))
      const trunk = `      trunk: { proxy: "127.0.0.1:${registrar.port}", register: false, ping: 5 }\n`
      const failed = await apply(acme(world, 'expire-seconds: 600') + trunk, '--timeout', '8')
      expect(failed).toMatchObject({
        status: 6,
        stderr: expect.stringContaining('its ping was not answered'),
      })
      expect(await field('trunk', 'state')).toBeUndefined()
    }),
  )
})
