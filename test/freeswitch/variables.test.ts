import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gwctl, type Run } from '../cli/gwctl.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { findFreePort } from '../support/free-port.ts'
import { writeGateway } from '../support/freeswitch-conf.ts'
import { startFreeSwitch, type FreeSwitch } from '../support/freeswitch.ts'
import { waitUntil } from '../support/poll.ts'
import { startRegistrar } from '../support/registrar.ts'

const PARAMS = { username: 'alice', password: '$${telkom_pw}', proxy: '$${telkom_host}' }

const UNREAD = 'in password; on disk $${telkom_pw} has another value than FreeSWITCH knows'
const STARTED = 'password (from $${telkom_pw}) has another value than gwctl started it with'

/** `telkom` takes its carrier and its password from vars.xml, as `gwctl init` writes it. */
describeSwitch('a variable that changes in vars.xml', () => {
  it('is seen by plan and drift, before and after somebody reloads, and by nobody once it runs', async () => {
    let password = 's3cret-one'
    const carriers = [await startCarrier(() => password), await startCarrier(() => password)]
    const [first = '', second = ''] = carriers.map((each) => `127.0.0.1:${each.port}`)
    const vars = (host: string, pw: string): string =>
      [
        '<include>',
        set('domain', '127.0.0.1'),
        set('telkom_host', host),
        set('telkom_pw', pw),
        '</include>\n',
      ].join('\n')
    const freeswitch = await startFreeSwitch({
      profiles: [
        {
          name: 'external',
          port: await findFreePort(),
          files: { 'telkom.xml': writeGateway('telkom', PARAMS) },
        },
      ],
      files: { 'vars.xml': vars(first, 's3cret-one') },
    })
    const write = (host: string, pw: string): void =>
      writeFileSync(join(freeswitch.conf, 'vars.xml'), vars(host, pw))
    try {
      writeYaml(freeswitch)
      await registered(freeswitch)
      const see = async (...args: string[]): Promise<Run> => {
        const run = await gwctl([...args, '-f', join(freeswitch.conf, 'gwctl.yaml')])
        expect(run.stdout + run.stderr).not.toContain('s3cret')
        return run
      }
      const apply = async (): Promise<void> => {
        expect(await see('apply', '--yes')).toMatchObject({ code: 0 })
        expect(await see('plan', '--detailed-exitcode')).toMatchObject({ code: 0 })
        expect(await see('drift')).toMatchObject({
          code: 0,
          stdout: 'No drift found: 1 gateway compared in YAML, XML, memory and switch.\n',
        })
      }
      // gwctl has never applied anything here: only the memory of the switch can tell.
      write(first, 's3cret-two')
      expect((await see('plan')).stdout).toContain(
        'recreate  (right on disk, but FreeSWITCH has loaded another password (from $${telkom_pw}); adopted)',
      )
      expect(await see('drift')).toMatchObject({ code: 2, stdout: expect.stringContaining(UNREAD) })
      password = 's3cret-two'
      await apply()

      write(second, 's3cret-two')
      expect((await see('drift')).stdout).toContain('on disk $${telkom_host} has another value')
      await freeswitch.api('reloadxml')
      expect((await see('drift')).stdout).toContain(
        'in realm, from, to, proxy; what FreeSWITCH has loaded changed since the last apply',
      )
      await apply()

      write(second, 's3cret-three')
      await freeswitch.api('reloadxml')
      expect(await see('plan', '--detailed-exitcode')).toMatchObject({
        code: 2,
        stdout: expect.stringContaining(`recreate  (right on disk, but ${STARTED}`),
      })
      expect(await see('drift')).toMatchObject({ code: 2, stdout: expect.stringContaining(STARTED) })
      password = 's3cret-three'
      await freeswitch.crash()
      await registered(freeswitch)
      expect(await see('plan', '--detailed-exitcode')).toMatchObject({ code: 0 })
      expect(await see('drift')).toMatchObject({ code: 0 })
    } finally {
      await freeswitch.stop()
      for (const each of carriers) each.close()
    }
  })
})

function set(name: string, value: string): string {
  return `  <X-PRE-PROCESS cmd="set" data="${name}=${value}"/>`
}

function startCarrier(password: () => string): ReturnType<typeof startRegistrar> {
  return startRegistrar({ digest: { password, oneTimeNonces: true, qop: true, onWrong: 403 } })
}

function writeYaml({ conf, eslPort, password }: FreeSwitch): void {
  const params = Object.entries(PARAMS).map(([name, value]) => `        ${name}: ${value}`)
  writeFileSync(
    join(conf, 'gwctl.yaml'),
    `version: 1
freeswitch: { conf: ., event-socket: { host: 127.0.0.1, port: ${eslPort}, password: ${password} } }
policy: { allow-last-healthy: true }
profiles:
  external:
    gateways:
      telkom:
${params.join('\n')}
...
`,
  )
}

async function registered(freeswitch: FreeSwitch): Promise<void> {
  await waitUntil('telkom is REGED', 15_000, async () =>
    (await freeswitch.api('sofia xmlstatus gateway external::telkom')).includes('<state>REGED'),
  )
}
