import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeSwitch } from '../support/describe-switch.ts'
import { findFreePort } from '../support/free-port.ts'
import { writeGateway } from '../support/freeswitch-conf.ts'
import { startFreeSwitch, type FreeSwitch } from '../support/freeswitch.ts'
import { waitUntil } from '../support/poll.ts'
import { runGwctl, type GwctlRun } from '../support/run-gwctl.ts'

const TRUNK = { proxy: '127.0.0.1:15999', register: 'false' }

/** A domain with one user, who brings a gateway; in a group, as vanilla has its users. */
function domain(gateway: string): string {
  const lines = writeGateway(gateway, TRUNK).replace(/<\/?include>\n/g, '')
  return `<include>
<domain name="home.example">
<groups>
<group name="default">
<users>
<user id="1000">
<gateways>
${lines}</gateways>
</user>
</users>
</group>
</groups>
</domain>
</include>
`
}

describeSwitch('a gateway of a user of the directory', () => {
  let freeswitch: FreeSwitch
  const running = async (): Promise<string[]> =>
    (await freeswitch.api('sofia profile external gwlist')).trim().split(' ').sort()

  /** Runs a command over a YAML with these lines in the profile external. */
  const gwctl = (command: readonly string[], lines: string): Promise<GwctlRun> => {
    const yaml = join(dirname(freeswitch.conf), 'gwctl.yaml')
    writeFileSync(
      yaml,
      `version: 1\nfreeswitch: { conf: ${freeswitch.conf} }\nprofiles:\n  external:\n${lines}...\n`,
    )
    return runGwctl(...command, '-f', yaml)
  }
  const ACME = '    gateways:\n      acme: { proxy: "127.0.0.1:15999", register: false }\n'

  beforeAll(async () => {
    freeswitch = await startFreeSwitch({
      profiles: [
        {
          name: 'external',
          port: await findFreePort(),
          domains: ['all'],
          files: { 'acme.xml': writeGateway('acme', TRUNK) },
        },
      ],
      files: { 'directory/home.xml': domain('of-user') },
    })
    await waitUntil('both run', 10_000, async () => (await running()).length === 2)
  })
  afterAll(() => freeswitch.stop())

  it('comes back with a rescan and not with startgw', async () => {
    expect(await running()).toEqual(['acme', 'of-user'])
    await freeswitch.api('sofia profile external killgw external::of-user')
    await waitUntil('it is gone', 5000, async () => !(await running()).includes('of-user'))
    await freeswitch.api('sofia profile external startgw of-user')
    await sleep(300)
    expect(await running()).toEqual(['acme'])
    await freeswitch.api('sofia profile external rescan')
    await waitUntil('it is back', 5000, async () => (await running()).includes('of-user'))
  })

  it('is not restarted, and a kill tells where it comes back from', async () => {
    const restart = await gwctl(['gateway', 'restart', 'external/of-user', '--yes'], ACME)
    expect(restart).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('stands with a user of the directory (directory/home.xml)'),
    })
    const kill = await gwctl(['gateway', 'kill', 'external/of-user', '--yes'], ACME)
    expect(kill.status).toBe(0)
    expect(kill.stdout + kill.stderr).toContain('remove it from directory/home.xml')
    await freeswitch.api('sofia profile external rescan')
    await waitUntil('it is back', 5000, async () => (await running()).includes('of-user'))
  })

  it('is left alone by prune: all, which says so', async () => {
    const adopted = await gwctl(['apply', '--yes'], `    prune: all\n${ACME}`)
    expect(adopted).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('GW143: external/of-user stands'),
    })
    const again = await gwctl(['plan', '--detailed-exitcode'], `    prune: all\n${ACME}`)
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('external/of-user') })
    expect(await running()).toEqual(['acme', 'of-user'])
    expect((await gwctl(['drift'], ACME)).status).toBe(0)
  })

  it('comes back with a restart of its profile, of which nothing else is said', async () => {
    await sleep(8000)
    const port = await findFreePort()
    const result = await gwctl(['apply', '--yes'], `    settings: { sip-port: ${port} }\n${ACME}`)
    expect(result.status).toBe(0)
    expect(result.stderr).not.toContain('GW141')
    expect(await running()).toEqual(['acme', 'of-user'])
  })
})
