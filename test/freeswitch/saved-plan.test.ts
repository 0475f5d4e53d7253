import { dirname, join } from 'node:path'
import { startLab, waitForAll } from '../support/carrier-lab.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { waitUntil } from '../support/poll.ts'
import { runGwctl } from '../support/run-gwctl.ts'
import { watchCommands } from '../support/watch-commands.ts'

const CHANGES = /^(reloadxml|sofia profile)\b/

describeSwitch('a saved plan', () => {
  it('applies whatever states have moved, and is refused when a definition has', async () => {
    const lab = await startLab({ gateways: 2, auth: 'digest', far: false })
    const { freeswitch, registrar } = lab
    const directory = dirname(freeswitch.conf)
    const file = join(directory, 'a.plan')
    const save = () => runGwctl('plan', '-f', join(directory, 'gwctl.yaml'), '--out', file)
    try {
      lab.describe(() => 600)
      await lab.apply()
      await waitForAll(lab)
      lab.describe((index) => 600 + index)
      expect(await save()).toMatchObject({ status: 0 })
      // Registered anew: counters, times and states move, definitions do not.
      const before = registrar.requests.get('REGISTER') ?? 0
      await freeswitch.api('sofia profile external register external::gw-0')
      await waitUntil('it has registered again', 10_000, () => registrar.requests.get('REGISTER') !== before)
      await waitForAll(lab)
      expect(await runGwctl('apply', file, '-f', join(directory, 'gwctl.yaml'), '--yes')).toMatchObject({
        status: 0,
      })
      await waitForAll(lab)

      lab.describe(() => 700)
      expect(await save()).toMatchObject({ status: 0 })
      await freeswitch.api('sofia profile external killgw external::gw-0')
      await waitUntil(
        'it is gone',
        10_000,
        async () => !(await freeswitch.api('sofia status')).includes('gw-0'),
      )
      const commands = await watchCommands(freeswitch.esl)
      const refused = await runGwctl('apply', file, '--yes')
      expect(refused).toMatchObject({
        status: 4,
        stderr: expect.stringContaining('gateway external/gw-0 no longer runs'),
      })
      expect(commands.filter((each) => CHANGES.test(each))).toEqual([])
    } finally {
      await lab.close()
    }
  })
})
