import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rulesOf } from '../../src/cli/load-plugins.ts'
import type { PolicyGateway } from '../../src/policies/rule.ts'
import { waitUntil } from '../support/poll.ts'
import { gatewayFile } from '../support/small-conf.ts'
import { gwctl } from './gwctl.ts'
import { documentOf, inPlace, type Place } from './place.ts'

const BAD = 'acme: { proxy: h, register: false }'

/** A YAML with a `policy`; the last place is where plugins stand. */
function write({ cwd, yaml }: Place, policy: string, gateways = BAD): void {
  writeFileSync(join(cwd, 'gwctl.yaml'), yaml(gateways).replace(/^policy:.*$/m, `policy: ${policy}`))
}

describe('policies', () => {
  it('refuse validate, plan and apply with 3, before the switch is asked', () =>
    inPlace({}, async (place) => {
      write(place, '{ rules: { ping-required: error } }')
      await place.sandbox.close()
      for (const args of [['validate'], ['plan'], ['plan', '--out', 'a.plan'], ['apply', '--yes']]) {
        const run = await place.run(args)
        expect(run.code).toBe(3)
        expect(run.stderr).toMatch(
          /^gwctl\.yaml:6:17: error GW120: external\/acme breaks ping-required: it sends no pings\.$/m,
        )
        expect(run.stderr).toContain('hint: Add `ping: 25`.')
      }
      expect(existsSync(join(place.conf, 'sip_profiles/external/acme.xml'))).toBe(false)
    }))

  it('warn without refusing, in every format, unless warnings fail', () =>
    inPlace({}, async (place) => {
      write(place, '{ rules: { ping-required: warning } }')
      expect((await place.run(['validate'])).code).toBe(0)
      expect((await place.run(['validate', '--fail-on', 'warning'])).code).toBe(3)
      const plan = await place.run(['plan', '--json'])
      expect(plan.code).toBe(0)
      expect(documentOf(plan)).toMatchObject({
        warnings: [{ code: 'GW121', rule: 'ping-required', file: 'gwctl.yaml' }],
      })
      expect((await place.run(['plan', '--format', 'markdown'])).stdout).toContain(
        'external/acme breaks ping-required',
      )
      expect((await place.run(['apply', '--yes'])).code).toBe(0)
    }))

  it('print the reason of an exception', () =>
    inPlace({}, async (place) => {
      write(
        place,
        '{ rules: { ping-required: { except: [{ gateway: external/acme, reason: "they block it, ticket 7" }] } } }',
      )
      for (const command of ['validate', 'plan']) {
        const run = await place.run([command])
        expect(run.code).toBe(0)
        expect(run.stderr).toContain('excepted external/acme from ping-required: they block it, ticket 7\n')
      }
      expect(documentOf(await place.run(['validate', '--json']))).toMatchObject({
        excepted: [{ rule: 'ping-required', gateway: 'external/acme', reason: 'they block it, ticket 7' }],
      })
      expect(documentOf(await place.run(['validate', '--format', 'sarif']))).toMatchObject({
        runs: [
          {
            results: [
              {
                ruleId: 'GW120',
                suppressions: [{ kind: 'inSource', justification: 'they block it, ticket 7' }],
              },
            ],
          },
        ],
      })
    }))

  it(
    'see unmanaged gateways on disk before the switch is asked, and those that only run after',
    () =>
      inPlace({}, async (place) => {
        const file = join(place.conf, 'sip_profiles/external/stray.xml')
        write(place, '{ rules: { no-unmanaged-gateways: error } }')
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, gatewayFile('external/stray', { proxy: 'h', register: 'false' }))
        const { model } = place.sandbox
        await waitUntil('the profile runs', 10_000, () => model.api('sofia status').text.includes('RUNNING'))
        model.api('sofia profile external rescan reloadxml')
        await waitUntil('stray runs', 10_000, () => model.api('sofia status').text.includes('stray'))
        expect((await place.run(['validate'])).code).toBe(3)
        rmSync(file)
        expect((await place.run(['validate'])).code).toBe(0)
        const run = await place.run(['plan'])
        expect(run.code).toBe(3)
        expect(run.stderr).toContain('external/stray breaks no-unmanaged-gateways')
        writeFileSync(file, gatewayFile('external/stray', { proxy: 'h', register: 'false' }))
        await place.sandbox.close()
        expect((await place.run(['plan'])).code).toBe(3)
      }),
    20_000,
  )

  it('do not stand in the way of going back', () =>
    inPlace({}, async (place) => {
      expect((await place.apply(BAD)).code).toBe(0)
      write(place, '{ max-deletes: 9, rules: { ping-required: error } }')
      expect((await place.run(['backup', 'list'])).code).toBe(0)
      expect(
        (await place.run(['rollback', '--yes', '--allow-deletes', '9', '--allow-last-healthy'])).code,
      ).toBe(0)
    }))
})

const plugin = (body: string): string =>
  `export default { name: 'mine', check: (gateway, options) => ${body} }\n`

// Modules are loaded by Node.js itself: by the built command line, not by Jest.
describe('plugins', () => {
  it.concurrent.each<[module: string, code: number, told: RegExp | undefined]>([
    [plugin('[]'), 0, undefined],
    [
      plugin("[{ message: `is ${options.limit} ${gateway.param('proxy').text}`, param: 'proxy' }]"),
      3,
      /^gwctl\.yaml:6:32: error GW120: external\/acme breaks mine: is 7 h\.$/m,
    ],
    [
      plugin("{ throw new Error('boom') }"),
      3,
      /error GW122: The rule mine of \.\/rules\/mine\.mjs failed on external\/acme: boom\.$/m,
    ],
    ['export default {', 3, /GW122: The policy plugin \.\/rules\/mine\.mjs cannot be used: /],
    ["throw new Error('not today')", 3, /cannot be used: not today\.$/m],
    ['', 3, /cannot be used: its default export is no rule/],
  ])(
    '%j',
    (module, code, told) =>
      inPlace({}, async (place) => {
        mkdirSync(join(place.cwd, 'rules'))
        writeFileSync(join(place.cwd, 'rules/mine.mjs'), module)
        write(place, '{ plugins: [./rules/mine.mjs], rules: { mine: { limit: 7 } } }')
        const run = await gwctl(['validate'], { cwd: place.cwd })
        expect({ code: run.code, stderr: run.stderr }).toMatchObject({ code })
        if (told === undefined) expect(run.stderr).toBe('')
        else expect(run.stderr).toMatch(told)
        expect(run.stderr).not.toMatch(/GW900|\n\s+at /)
      }),
    30_000,
  )

  it.each(['process.exit()', 'process.exit(0)'])('%s is no success', (ends) =>
    inPlace({}, async (place) => {
      writeFileSync(join(place.cwd, 'mine.mjs'), `${ends}\n`)
      write(place, '{ plugins: [./mine.mjs], rules: { mine: error } }')
      const run = await gwctl(['validate'], { cwd: place.cwd })
      expect(run.code).toBe(1)
      expect(run.stderr).toMatch(/^error GW900: gwctl was ended before its work was done\.\n {2}A plugin /)
    }),
  )

  it('one that is not there is named, with its place', () =>
    inPlace({}, async (place) => {
      write(place, '{ plugins: [./none.js], rules: { mine: error } }')
      const { code, stderr } = await place.run(['plan', '--offline'])
      expect(code).toBe(3)
      expect(stderr).toMatch(
        /^gwctl\.yaml:3:\d+: error GW122: The policy plugin \.\/none\.js cannot be used: /m,
      )
    }))
})

describe('rulesOf', () => {
  const ref = { path: './mine.js', at: { file: 'gwctl.yaml', offset: 0, length: 1 } }
  const gateway: PolicyGateway = { profile: 'external', name: 'a', values: [], param: () => undefined }
  const found = (check: () => unknown): unknown => {
    const [known] = rulesOf({ default: [{ name: 'mine', check }] }, ref).rules
    if (known?.rule.about !== 'gateway') throw new Error('no rule of gateways')
    return known.rule.check(gateway, {})
  }

  it.each([
    [undefined],
    [null],
    [7],
    [{}],
    [{ default: [] }],
    [{ default: undefined }],
    [{ default: null }],
    [{ default: { name: 'x' } }],
    [{ default: { name: 7, check: () => [] } }],
  ])('%j is no module of rules', (module) =>
    expect(rulesOf(module, ref)).toMatchObject({ rules: [], diagnostics: [{ code: 'GW122' }] }),
  )

  it('takes one rule or several', () => {
    const rule = { name: 'mine', check: () => [] }
    expect(rulesOf({ default: rule }, ref).rules).toHaveLength(1)
    expect(rulesOf({ default: [rule, { ...rule, name: 'other' }] }, ref).rules).toHaveLength(2)
  })

  it('takes findings as sentences or with what to do', () => {
    expect(found(() => undefined)).toEqual([])
    expect(found(() => null)).toEqual([])
    expect(found(() => ['is odd.', { message: 'is, too.', hint: 'Mend it.', param: 'none' }])).toMatchObject([
      { message: 'is odd', hint: expect.any(String) },
      { message: 'is, too', hint: 'Mend it.' },
    ])
  })

  it.each([['text'], [[7]], [[null]], [[{}]], [[{ message: 7 }]]])('refuses %j for findings', (wrong) => {
    expect(() => found(() => wrong)).toThrow(/findings?/)
  })
})
