import { existsSync } from 'node:fs'
import { describeSwitch } from '../support/describe-switch.ts'
import { findFreePort } from '../support/free-port.ts'
import { writeGateway } from '../support/freeswitch-conf.ts'
import { startFreeSwitch } from '../support/freeswitch.ts'
import { waitUntil } from '../support/poll.ts'
import { startRegistrar } from '../support/registrar.ts'

const DIGEST = { password: (account: string) => `${account}-secret`, oneTimeNonces: true, qop: true }

describeSwitch('the harness: a real switch beside our registrar', () => {
  it('starts, registers what the right password opens, and is gone afterwards', async () => {
    const registrar = await startRegistrar({ digest: { ...DIGEST, onWrong: 403 } })
    const gateway = (name: string, password: string) =>
      writeGateway(name, {
        username: name,
        password,
        proxy: `127.0.0.1:${registrar.port}`,
        'expire-seconds': '60',
      })
    const files = { 'right.xml': gateway('right', 'right-secret'), 'wrong.xml': gateway('wrong', 'guess') }
    const freeswitch = await startFreeSwitch({
      profiles: [{ name: 'external', port: await findFreePort(), files }],
    })
    try {
      const state = async (name: string) =>
        /<state>(\w+)/.exec(await freeswitch.api(`sofia xmlstatus gateway external::${name}`))?.[1]
      await waitUntil('right is REGED', 10_000, async () => (await state('right')) === 'REGED')
      await waitUntil('wrong is in FAIL_WAIT', 10_000, async () => (await state('wrong')) === 'FAIL_WAIT')
      expect(registrar.bindings('right').map((each) => each.contact)).toEqual([
        expect.stringMatching(/^sip:gw\+right@127\.0\.0\.1:\d+;transport=udp;gw=right$/),
      ])
      expect(registrar.bindings('wrong')).toEqual([])
      expect(await freeswitch.api('reloadxml')).toBe('+OK [Success]\n')
    } finally {
      await freeswitch.stop()
      registrar.close()
    }
    expect(existsSync(freeswitch.conf)).toBe(false)
  })
})
