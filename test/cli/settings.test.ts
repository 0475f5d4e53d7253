import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentOf, inPlace, type Place } from './place.ts'

const CARRIER = '127.0.0.1:15060'
const ACME = `acme: { proxy: "${CARRIER}", username: alice, password: secret, expire-seconds: 600 }`

/** FreeSWITCH restarts no profile that is younger than 10 s; the sandbox runs 20 times as fast or faster. */
function grownUp(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 11_000 / 20))
}

/** A profile that is old enough to be restarted, and the YAML of its settings. */
function withSettings(
  body: (place: Place, yaml: (settings: string) => string) => Promise<void>,
): Promise<void> {
  return inPlace({}, async (place) => {
    await place.apply(ACME)
    await grownUp()
    await body(place, (settings) =>
      place.yaml(ACME).replace('    gateways:', `    settings: { ${settings} }\n    gateways:`),
    )
  })
}

describe('settings of a profile', () => {
  it('are applied by one restart, told, found again by an empty plan, and rolled back', () =>
    withSettings(async ({ run, files }, yaml) => {
      const before = files()
      const stdin = yaml('sip-port: 5090, debug: 3')
      const applied = await run(['apply', '--yes', '--json', '-f', '-'], { stdin })
      expect(documentOf(applied)).toMatchObject({
        outcome: 'applied',
        profiles: [{ profile: 'external', action: 'restart', detail: expect.stringContaining(':5090') }],
        gateways: [{ gateway: 'acme', action: 'recreate', detail: 'registered' }],
      })
      expect(await run(['plan', '--detailed-exitcode', '-f', '-'], { stdin })).toMatchObject({ code: 0 })
      await grownUp()
      const rolledBack = await run(['rollback', '--yes', '-f', '-'], { stdin })
      expect(rolledBack).toMatchObject({ code: 0 })
      expect(rolledBack.stdout).toContain('profile external  restart: it takes calls')
      expect(files()).toEqual(before)
      const again = await run(['plan', '--detailed-exitcode', '-f', '-'], { stdin })
      expect(again).toMatchObject({ code: 2 })
      expect(again.stdout).toContain('sip-port')
    }))

  it('that a rescan applies restart nothing', () =>
    withSettings(async ({ run, fault }, yaml) => {
      const sent: string[] = []
      fault.when = (line) => void (/ (restart|stop|rescan|killgw)\b/.test(line) && sent.push(line))
      const { code, stdout } = await run(['apply', '--yes', '-f', '-'], { stdin: yaml('debug: 3') })
      expect({ code, sent }).toEqual({ code: 0, sent: ['api sofia profile external rescan reloadxml'] })
      expect(stdout).toContain('profile external  settings: FreeSWITCH has loaded debug')
    }))

  it('on disk, but not in force, are told by status', () =>
    withSettings(async ({ run, files, conf }, yaml) => {
      const stdin = yaml('sip-port: 5090')
      const path = 'sip_profiles/external.xml'
      writeFileSync(join(conf, path), String(files()[path]).replace('"5080"', '"5090"'))
      const { code, stdout } = await run(['status', '-f', '-'], { stdin })
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/sip-port.*restart/) })
    }))
})
