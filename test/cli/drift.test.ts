import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitUntil } from '../support/poll.ts'
import { documentOf, inPlace, type Place } from './place.ts'

const GATEWAYS =
  'acme: { proxy: "127.0.0.1:15060", username: alice, password: s3cret-of-alice, retry-seconds: 40 }, ' +
  'free: { proxy: "127.0.0.1:15061", register: false }'

/** Both gateways applied from the gwctl.yaml that stands there. */
function applied(body: (place: Place) => Promise<void>): Promise<void> {
  return inPlace({}, async (place) => {
    writeFileSync(join(place.cwd, 'gwctl.yaml'), place.yaml(GATEWAYS))
    expect(await place.run(['apply', '--yes'])).toMatchObject({ code: 0 })
    await body(place)
  })
}

describe('gwctl drift', () => {
  it('finds none after an apply, and has everything verified', () =>
    applied(async ({ run }) => {
      expect(await run(['drift'])).toEqual({
        code: 0,
        stdout: 'No drift found: 2 gateways compared in YAML, XML, memory and switch.\n',
        stderr: '',
      })
      expect(documentOf(await run(['drift', '--json']))).toEqual({
        formatVersion: '1.0',
        drift: false,
        compared: 2,
        gateways: [],
        settings: [],
        profiles: [],
        distributors: [],
      })
    }))

  it('finds a password that was changed by hand, where it was changed, and shows neither', () =>
    applied(async ({ run, conf }) => {
      const file = join(conf, 'sip_profiles/external/acme.xml')
      const changed = readFileSync(file, 'utf8').replace('s3cret-of-alice', 's3cret-by-hand')
      expect(changed).toContain('s3cret-by-hand')
      writeFileSync(file, changed)
      const text = await run(['drift'])
      expect(text).toMatchObject({ code: 2, stderr: '' })
      expect(text.stdout).toContain(
        '  external/acme\n      the XML differs from the YAML in password; the XML changed since the last apply\n' +
          '      what FreeSWITCH has loaded differs from the XML in password; the XML changed since the last apply\n',
      )
      const json = await run(['drift', '--json'])
      expect(json.code).toBe(2)
      expect(documentOf(json)).toMatchObject({
        drift: true,
        gateways: [
          {
            gateway: 'acme',
            findings: [
              { between: ['desired', 'disk'], how: 'differs', names: ['password'], moved: 'disk' },
              { between: ['disk', 'loaded'], how: 'differs', names: ['password'], moved: 'disk' },
            ],
          },
        ],
      })
      expect(text.stdout + json.stdout + json.stderr).not.toContain('s3cret')
    }))

  it('finds a gateway that somebody has killed', () =>
    applied(async ({ run, sandbox }) => {
      sandbox.model.api('sofia profile external killgw external::acme')
      await waitUntil('its end', 5000, () => {
        sandbox.catchUp()
        return !sandbox.model.api('sofia xmlstatus gateway').text.includes('acme')
      })
      const text = await run(['drift'])
      expect(text.code).toBe(2)
      expect(text.stdout).toContain('1 gateway; 2 gateways compared.')
      expect(text.stdout).toContain(
        'external/acme\n      it does not run, though it is in what FreeSWITCH has',
      )
    }))

  it(
    'and a plan finds nothing either, however often it is asked',
    () =>
      applied(async ({ run }) => {
        for (let round = 0; round < 100; round++) {
          const empty = await run(['plan', '--json', '--detailed-exitcode'])
          expect([round, empty.code, empty.stderr]).toEqual([round, 0, ''])
          expect(documentOf(empty)).toMatchObject({ changes: [], files: [], commands: [] })
        }
      }),
    30_000,
  )
})
