import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startLab, waitForAll } from '../support/carrier-lab.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { waitUntil } from '../support/poll.ts'
import { runGwctl } from '../support/run-gwctl.ts'
import { watchCommands } from '../support/watch-commands.ts'

const CHANGES = /^(reloadxml|sofia profile)\b/

describeSwitch('an imported configuration', () => {
  it('is adopted without a command, changes one gateway only, and is handed back', async () => {
    const lab = await startLab({ gateways: 3, auth: 'digest', far: false })
    const { freeswitch, registrar } = lab
    const file = join(freeswitch.conf, 'sip_profiles/external/v_trunks.xml')
    const yaml = join(dirname(freeswitch.conf), 'imported.yaml')
    const gwctl = (...args: string[]) => runGwctl(...args, '-f', yaml)
    try {
      writeFileSync(file, byHand(lab.names, registrar.port))
      await freeswitch.api('sofia profile external rescan reloadxml')
      await waitForAll(lab)
      const registers = registrar.requests.get('REGISTER')
      const commands = await watchCommands(freeswitch.esl)
      const imported = await runGwctl('import', '--conf', freeswitch.conf, '-o', yaml)
      expect(imported).toMatchObject({ status: 0, stderr: expect.stringContaining('3 gateways imported.') })
      const before = readFileSync(file, 'utf8')
      const adopted = await gwctl('apply', '--yes', '--json')
      expect(JSON.parse(adopted.stdout)).toMatchObject({
        plan: { summary: { adopt: 3, update: 0, create: 0 } },
      })
      expect(await gwctl('plan', '--detailed-exitcode')).toMatchObject({ status: 0 })
      expect(commands.filter((each) => CHANGES.test(each))).toEqual([])
      expect(registrar.requests.get('REGISTER')).toBe(registers)

      writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('expire-seconds: 600', 'expire-seconds: 900'))
      const changed = await gwctl('apply', '--yes', '--json')
      expect(JSON.parse(changed.stdout)).toMatchObject({ plan: { summary: { update: 1, unchanged: 2 } } })
      await waitUntil('all are registered', 30_000, () => lab.names.every(lab.isBound))
      const now = readFileSync(file, 'utf8').replace(/ *<!-- gwctl: managed .* -->\n/g, '')
      expect(now).toBe(before.replace('value="600"', 'value="900"'))

      const released = await gwctl('release', '--all', 'external', '--yes')
      expect(released).toMatchObject({ status: 0, stdout: expect.stringContaining('3 released') })
      expect(readFileSync(file, 'utf8')).toBe(now)
    } finally {
      await lab.close()
    }
  })
})

/** Three to a file, with comments, a variable and the odd layout of hand-written XML. */
function byHand(names: readonly string[], port: number): string {
  const gateways = names.map(
    (name) => `  <!-- ${name}: do not touch -->
  <gateway name='${name}'>
    <param name="proxy" value="$\${domain}:${port}"/>
    <param value="${name}" name="username"/> <param name="password" value="secret of ${name}"/>
    <param name="expire-seconds" value="600"/>
    <param name="x-contract" value="0815"/>
  </gateway>
`,
  )
  return `<include>\n${gateways.join('\n')}</include>\n`
}
