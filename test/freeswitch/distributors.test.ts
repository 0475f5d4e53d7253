import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startLab, waitForAll, type Lab } from '../support/carrier-lab.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { waitUntil } from '../support/poll.ts'
import { connectEsl } from '../support/raw-esl.ts'

const PATH = 'autoload_configs/distributor.conf.xml'
const LIST = 'distributors:\n  carriers:\n    nodes: { gw-0: 2, gw-1: 1 }\n'

/** Lists of mod_distributor on a real switch: who is asked while a gateway is changed, and after a failure. */
describeSwitch('gateways in a distributor list', () => {
  it('are not in it while they are changed, and are again at the end', () =>
    withLab(async (lab) => {
      expect(await turns(lab, 6)).toBe('gw-0 gw-1 gw-0 gw-0 gw-1 gw-0')
      const conf = readFileSync(join(lab.freeswitch.conf, PATH), 'utf8')
      describe(lab, 601)
      const watch = await watchList(lab)
      await lab.apply()
      const { wrong, down, asked } = await watch.stop()
      expect({ wrong, asked: asked > 50 }).toEqual({ wrong: 0, asked: true })
      // It was away, and nobody was sent to it meanwhile.
      expect(down).toBeGreaterThan(0)
      expect(await turns(lab, 3)).toBe('gw-0 gw-1 gw-0')
      expect(readFileSync(join(lab.freeswitch.conf, PATH), 'utf8')).toBe(conf)
    }))

  it('are in it as before when the change fails', () =>
    withLab(async (lab) => {
      const conf = readFileSync(join(lab.freeswitch.conf, PATH), 'utf8')
      describe(lab, 602)
      const yaml = readFileSync(lab.yaml, 'utf8')
        .replace('secret of gw-0', 'wrong')
        .replace('gw-0: 2', 'gw-0: 5')
      writeFileSync(lab.yaml, yaml)
      const watch = await watchList(lab)
      await lab.apply([], 6)
      const { wrong } = await watch.stop()
      expect(wrong).toBe(0)
      expect(readFileSync(join(lab.freeswitch.conf, PATH), 'utf8')).toBe(conf)
      expect(await turns(lab, 3)).toBe('gw-0 gw-1 gw-0')
      await waitForAll(lab)
    }))

  it('are passed over by the dialplan of examples/failover while they are down', () =>
    withLab(async (lab) => {
      const dialplan = readFileSync(
        join(__dirname, '../../examples/failover/conf/dialplan/outbound.xml'),
        'utf8',
      )
      const [, expression = ''] = /data="carrier=(.*)"\/>/.exec(dialplan) ?? []
      // Without a channel nothing sets the variable that names the list.
      const asked = expression.replace('${carriers}', 'carriers')
      const ask = (): Promise<string> => lab.freeswitch.api(`eval ${asked}`)
      expect([await ask(), await ask(), await ask()]).toEqual(['gw-0', 'gw-1', 'gw-0'])
      await lab.freeswitch.api('sofia profile external unregister gw-0')
      await waitUntil(
        'gw-0 is passed over',
        10_000,
        async () => (await ask()) === 'gw-1' && (await ask()) === 'gw-1',
      )
      for (const name of lab.names) await lab.freeswitch.api(`sofia profile external unregister ${name}`)
      await waitUntil('nobody is left', 10_000, async () => (await ask()) === '-err')
    }))
})

async function withLab(body: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await startLab({ gateways: 2, auth: 'digest', far: false })
  try {
    describe(lab, 600)
    await lab.apply()
    await waitForAll(lab)
    await body(lab)
  } finally {
    await lab.close()
  }
}

/** gw-0 is the one that changes. */
function describe(lab: Lab, expireSeconds: number): void {
  lab.describe((index) => (index === 0 ? expireSeconds : 600))
  writeFileSync(lab.yaml, readFileSync(lab.yaml, 'utf8') + LIST)
}

async function turns(lab: Lab, count: number): Promise<string> {
  await lab.freeswitch.api('distributor_ctl reload')
  const names: string[] = []
  for (let turn = 0; turn < count; turn++) names.push(await lab.freeswitch.api('distributor carriers'))
  return names.join(' ')
}

/** Asks the list over and over; wrong is each answer gw-0 while gw-0 was not UP, neither just before nor just after. */
async function watchList(
  lab: Lab,
): Promise<{ stop: () => Promise<{ wrong: number; down: number; asked: number }> }> {
  const esl = await connectEsl(lab.freeswitch.eslPort, lab.freeswitch.password)
  const isUp = async (): Promise<boolean> =>
    (await esl.api('sofia xmlstatus gateway external::gw-0')).includes('<status>UP<')
  const seen = { wrong: 0, down: 0, asked: 0 }
  let running = true
  const loop = async (): Promise<void> => {
    while (running) {
      const before = await isUp()
      const answer = await esl.api('distributor carriers')
      const after = await isUp()
      seen.asked += 1
      if (!before && !after) seen.down += 1
      if (!before && !after && answer === 'gw-0') seen.wrong += 1
    }
  }
  const done = loop()
  return {
    stop: async () => {
      running = false
      await done
      esl.close()
      return seen
    },
  }
}
