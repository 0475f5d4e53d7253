import { Ajv2020 } from 'ajv/dist/2020.js'
import type { LiveGateway } from '../../src/model/live.ts'
import type { Plan } from '../../src/model/plan.ts'
import { planDocument } from '../../src/render/plan-json.ts'
import { planSchema } from '../../src/render/plan-schema.ts'
import { renderPlanText } from '../../src/render/plan-text.ts'
import { running } from '../support/plan-world.ts'
import { change, command, plan, profileChange, settingChange } from '../support/plan-parts.ts'

const SILENT = 'up to half a minute (a carrier answers no ping)'

const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(planSchema())

/** The part about changes; what JSON says of the same has to match the schema. */
function told(parts: Partial<Plan>): string {
  const whole = plan({ steps: [command('reloadxml')], ...parts })
  const document = planDocument(whole, new Map())
  expect(isValid(document) ? [] : isValid.errors).toEqual([])
  const text = renderPlanText(whole, { color: false })
  return text.slice(0, text.indexOf('\nCommands'))
}

describe('a profile that restarts', () => {
  it('is told with what it costs, and the settings for it', () => {
    const carried = [change('recreate', { gateway: 'a' }), change('recreate', { gateway: 'b' })]
    expect(
      told({
        profiles: [profileChange('restart', 'external', { calls: 3, carried })],
        settings: [settingChange('sip-port', { before: '5080', after: '5090' })],
      }),
    ).toBe(`Changes  1 profile, 1 setting; 0 unchanged, 0 unmanaged.

  ! profile external  restart  (because)
      hangs up 3 calls; all 2 gateways of the profile are away for about 3 s
      sip-port  5080 -> 5090  (applied by a restart of the profile)
`)
  })

  it.each([
    [
      { calls: 1, carried: [change('recreate')] },
      'hangs up 1 call; 1 gateway of the profile is away for about 3 s',
    ],
    [{ calls: 0 }, 'no call is in progress; it has no gateway that runs'],
    [{}, 'hangs up every call through it; it has no gateway that runs'],
  ])('%#', (more, line) => {
    expect(told({ profiles: [profileChange('restart', 'external', more)] })).toContain(`      ${line}\n`)
  })

  it('counts the gateways that change and run', () => {
    const before = change('update').runtime.before
    expect(before).toBeUndefined()
    const runs = change('update', { runtime: { before: RUNNING } })
    expect(
      told({ profiles: [profileChange('restart')], changes: [runs, change('create', { gateway: 'b' })] }),
    ).toContain('1 gateway of the profile is away')
  })

  it.each<[time: string, record: Partial<LiveGateway>]>([
    ['about 3 s', { state: 'NOREG', status: 'UP' }],
    [SILENT, { state: 'NOREG', status: 'DOWN' }],
    [SILENT, { state: 'REGED', status: 'UP', pinging: true }],
    ['about 3 s', { state: 'FAIL_WAIT', status: 'DOWN' }],
    ['about 3 s', { state: 'NOREG', status: 'UP', pingfreq: 0 }],
  ])('says how long they are away: %s, %j', (time, record) => {
    const before = running('external/acme', { proxy: 'a.example', ping: '25', register: 'false' }, record)
    const carried = [change('recreate', { runtime: { before } })]
    expect(told({ profiles: [profileChange('restart', 'external', { carried })] })).toContain(
      `away for ${time}\n`,
    )
  })

  it.each([
    ['restart', 'hangs up every call through it; its gateways are away for about 3 s'],
    ['delete', 'stops it: hangs up every call through it; its gateways go with it'],
  ] as const)('says nothing of which gateways run where the switch was not asked: %s', (action, line) => {
    expect(told({ profiles: [profileChange(action)], observed: false })).toContain(`      ${line}\n`)
  })
})

const RUNNING = {} as NonNullable<ReturnType<typeof change>['runtime']['before']>

describe('a profile that comes or goes', () => {
  it('is told with its settings as they will stand', () => {
    const settings = [
      settingChange('sip-port', { profile: 'custom', before: null, after: '5090' }),
      settingChange('tls-passphrase', { profile: 'custom', before: null, after: null, sensitive: true }),
    ]
    expect(told({ profiles: [profileChange('create', 'custom')], settings })).toContain(
      [
        '  + profile custom  create  (because)',
        '      writes it and starts it, with its gateways',
        '      sip-port        5090',
        '      tls-passphrase  ********',
        '',
      ].join('\n'),
    )
    expect(told({ profiles: [profileChange('start')] })).toContain('      starts it, with its gateways\n')
  })

  it('is told to be stopped, or not to run', () => {
    const carried = [change('delete', { runtime: { before: RUNNING } })]
    expect(
      told({ profiles: [profileChange('delete', 'external', { calls: 0 })], changes: carried }),
    ).toContain(
      '  - profile external  delete  (because)\n      stops it: no call is in progress; 1 gateway of the profile goes with it\n',
    )
    expect(told({ profiles: [profileChange('delete', 'old', { idle: true })] })).toContain(
      'it does not run; only its files go',
    )
  })
})

describe('settings of a profile that runs on', () => {
  it('are told each with what brings it into force', () => {
    const settings = [
      settingChange('auth-calls', { effect: 'rescan', before: null, after: '' }),
      settingChange('context', { effect: 'rescan', live: true, reasons: ['right on disk'] }),
      settingChange('nonsense', { effect: 'none' }),
      settingChange('sip-ip', { inForce: true }),
      settingChange('tls-passphrase', { before: null, after: null, sensitive: true }),
    ]
    expect(told({ settings: settings.slice(0, 4).concat(settings.slice(4)) }))
      .toBe(`Changes  5 settings; 0 unchanged, 0 unmanaged.

  ~ profile external  settings
      auth-calls      (absent) -> ""  (applied by a rescan)
      context         1 -> 2  (right on disk; a rescan applies it)
      nonsense        1 -> 2  (this version of FreeSWITCH does not read it)
      sip-ip          1 -> 2  (in force already; only the file changes)
      tls-passphrase  ******** -> ********  (applied by a restart of the profile)
`)
  })

  it('are counted with profiles', () => {
    expect(told({ profiles: [profileChange('restart'), profileChange('delete', 'x')] })).toContain(
      'Changes  2 profiles; 0 unchanged',
    )
  })
})
