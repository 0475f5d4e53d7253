import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLab, waitForAll, type Lab, type LabOptions } from '../support/carrier-lab.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { writeTable, type Figure } from '../support/figures.ts'

/** Canaries and batches on a real switch, with a carrier that keeps one Contact an account and one that keeps all. */
const rows = new Map<string, readonly Figure[]>()

describeSwitch('canaries and batches', () => {
  afterAll(() => {
    process.stderr.write(`\ncanaries and batches (ms)\n${writeTable(rows)}\n`)
  })

  it.each<[name: string, oneContact: boolean, far: boolean]>([
    ['near', false, false],
    ['near, one Contact an account', true, false],
    ['far', false, true],
    ['far, one Contact an account', true, true],
  ])('a canary that registers: %s', (name, oneContact, far) =>
    withLab({ gateways: 1, auth: 'digest', far, oneContact }, async (lab) => {
      const figures: Figure[] = []
      for (const expires of [601, 602]) {
        lab.describe(() => expires)
        figures.push(await (await lab.measureApply('gw-0', ['--canary'])).figure)
        expect(contactsOf(lab, 'gw-0')).toEqual(['gw+gw-0'])
        expect(leftovers(lab)).toEqual([])
      }
      rows.set(`canary registers, ${name}`, figures)
      expect(figures.every((each) => each.kept)).toBe(true)
    }),
  )

  it.each([false, true])('a canary that is refused with 403; one Contact an account: %s', (oneContact) =>
    withLab({ gateways: 2, auth: 'digest', far: false, oneContact }, async (lab) => {
      const yaml = readFileSync(lab.yaml, 'utf8')
      const figures: Figure[] = []
      for (let time = 0; time < 2; time++) {
        // gw-0 is fine, and its canary takes its binding away; that of gw-1 is refused after it.
        lab.describe(() => 700 + time)
        writeFileSync(lab.yaml, readFileSync(lab.yaml, 'utf8').replace('secret of gw-1', 'wrong'))
        figures.push(await (await lab.measureApply('gw-0', ['--canary'], 6)).figure)
        expect(lab.names.map((each) => contactsOf(lab, each))).toEqual([['gw+gw-0'], ['gw+gw-1']])
        expect(leftovers(lab)).toEqual([])
      }
      writeFileSync(lab.yaml, yaml)
      rows.set(`canary refused, ${oneContact ? 'one Contact' : 'all Contacts'}`, figures)
      expect(figures.every((each) => each.kept && each.outbound === 0)).toBe(true)
      if (!oneContact) expect(figures.every((each) => each.inbound === 0)).toBe(true)
    }),
  )

  it.each<[name: string, options: readonly string[]]>([
    ['50 gateways, --batch 10', ['--batch', '10']],
    ['50 gateways, --batch 10 --canary', ['--batch', '10', '--canary']],
  ])('%s', (name, options) =>
    withLab({ gateways: 50, auth: 'digest', far: false }, async (lab) => {
      let most = 0
      lab.describe(() => 800)
      let running = true
      const watch = (async () => {
        while (running) {
          most = Math.max(most, lab.names.filter((each) => !lab.isBound(each)).length)
          await sleep(2)
        }
      })()
      const { figure } = await lab.measureApply('gw-25', options)
      rows.set(name, [await figure])
      running = false
      await watch
      expect(lab.names.map((each) => contactsOf(lab, each))).toEqual(lab.names.map((each) => [`gw+${each}`]))
      expect(leftovers(lab)).toEqual([])
      expect(most).toBeLessThanOrEqual(10)
    }),
  )
})

async function withLab(options: LabOptions, body: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await startLab(options)
  try {
    lab.describe(() => 600)
    await lab.apply()
    await waitForAll(lab)
    await body(lab)
  } finally {
    await lab.close()
  }
}

/** The users of the Contacts that the carrier holds for an account. */
function contactsOf(lab: Lab, account: string): string[] {
  return lab.registrar
    .bindings(account)
    .map((each) => /^sip:([^@]*)@/.exec(each.contact)?.[1] ?? each.contact)
}

function leftovers(lab: Lab): string[] {
  const directory = join(lab.freeswitch.conf, 'sip_profiles', 'external')
  return readdirSync(directory).filter((each) => each.includes('canary'))
}
