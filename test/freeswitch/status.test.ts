import { createInterface } from 'node:readline'
import { gwctl, startGwctl } from '../cli/gwctl.ts'
import { registering, trunk } from '../contract/lab.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { findFreePort } from '../support/free-port.ts'
import { startFreeSwitch } from '../support/freeswitch.ts'
import { waitUntil } from '../support/poll.ts'
import { startRegistrar } from '../support/registrar.ts'

interface Line {
  readonly type: string
  readonly gateway?: string
  readonly to?: string
  readonly up?: boolean
  readonly sipStatus?: number
}

describeSwitch('status, var and watch on a real switch', () => {
  it('see a carrier go away and come back, as it happens', async () => {
    const registrar = await startRegistrar()
    const carrier = `127.0.0.1:${registrar.port}`
    const freeswitch = await startFreeSwitch({
      profiles: [
        {
          name: 'external',
          port: await findFreePort(),
          files: {
            'reg.xml': registering('reg', carrier, { 'retry-seconds': '5', ping: '5' }),
            'plain.xml': trunk('plain', carrier),
          },
        },
      ],
    })
    const { conf } = freeswitch
    const lines: Line[] = []
    const watch = startGwctl(['watch', '--json', '--conf', conf])
    if (watch.stdout !== null)
      createInterface({ input: watch.stdout }).on('line', (text) => lines.push(JSON.parse(text) as Line))
    const told = (wanted: Partial<Line>): boolean =>
      lines.some((line) => Object.entries(wanted).every(([key, value]) => line[key as keyof Line] === value))
    try {
      await waitUntil('the registration', 15_000, async () =>
        (await freeswitch.api('sofia status')).includes('REGED'),
      )
      await waitUntil('a connection', 15_000, () => told({ type: 'connected' }))
      const table = await gwctl(['status', '--conf', conf])
      expect(table).toMatchObject({ code: 0, stderr: '' })
      expect(table.stdout).toMatch(/^external +RUNNING +0 +2/m)
      expect(table.stdout).toMatch(/^external\/plain +UP\? NOREG +none +0\/0 +0\/0 +up \d+ s$/m)
      expect((await gwctl(['status', 'external/reg', '--conf', conf])).stdout).toMatch(/ping +.*every 5 s/)
      expect((await gwctl(['status', '--down', 'external', '--conf', conf])).stdout).toContain(
        'No gateway is down.',
      )
      expect(await gwctl(['var', 'plain', 'nothing', '--conf', conf])).toMatchObject({ code: 0, stdout: '' })
      expect(await gwctl(['var', 'nobody', 'nothing', '--conf', conf])).toMatchObject({ code: 3 })

      registrar.setRule(() => ({ kind: 'refuse', status: 503, phrase: 'Service Unavailable' }))
      await waitUntil('the carrier to be gone', 20_000, () =>
        told({ type: 'gateway', gateway: 'reg', up: false }),
      )
      expect(told({ gateway: 'reg', to: 'FAILED', sipStatus: 503 })).toBe(true)
      expect((await gwctl(['status', '--down', '--conf', conf])).stdout).toMatch(/^external\/reg +DOWN /m)
      const before = lines.length
      registrar.setRule(() => ({ kind: 'serve' }))
      await waitUntil('the carrier to be back', 20_000, () =>
        lines.slice(before).some((line) => line.gateway === 'reg' && line.up === true),
      )

      await freeswitch.api('sofia profile external killgw external::plain')
      await waitUntil('the end of plain', 10_000, () => told({ type: 'gateway-removed', gateway: 'plain' }))
      const document = JSON.parse((await gwctl(['status', '--json', '--conf', conf])).stdout) as object
      expect(document).toMatchObject({
        formatVersion: '1.0',
        gateways: [{ gateway: 'reg', standing: 'live' }],
      })
    } finally {
      watch.kill('SIGINT')
      await freeswitch.stop()
      registrar.close()
    }
  })
})
