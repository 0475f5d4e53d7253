import { GwctlError } from '../../src/errors.ts'
import * as commands from '../../src/freeswitch/commands.ts'
import { failedCommand } from '../../src/freeswitch/run.ts'
import { recorded } from './recorded.ts'

const BROKEN = '[error near line 102]: unexpected closing tag </gateways>'

describe('outcomes of real replies', () => {
  const rescan = commands.rescanProfile('external')
  const start = commands.startProfile('external')
  const stop = commands.stopProfile('internal')
  const restart = commands.restartProfile('internal')
  const kill = commands.killGateway('external', 'gw-a')
  const register = commands.registerGateway('external', 'gw-b')
  const startgw = commands.startGateway('external', 'gw-b')
  const distributors = commands.reloadDistributors()

  it.each<[string, commands.Command<commands.Outcome>]>([
    ['reloadxml', commands.reloadXml()],
    ['sofia-profile-rescan', rescan],
    ['sofia-profile-start', start],
    ['sofia-profile-stop', commands.stopProfile('external')],
    ['sofia-profile-restart', commands.restartProfile('external')],
    ['sofia-profile-killgw', kill],
    ['sofia-profile-register', register],
    ['sofia-profile-startgw', startgw],
    ['distributor_ctl-reload', distributors],
  ])('%s is success', (name, command) => {
    expect(command.parse(recorded(name))).toEqual({ ok: true, text: recorded(name).trimEnd() })
  })

  it.each<[string, commands.Command<commands.Outcome>, object]>([
    ['reloadxml.broken', commands.reloadXml(), { reason: 'reload-failed', error: BROKEN, happened: false }],
    ['sofia-profile-rescan.broken', rescan, { reason: 'reload-failed', error: BROKEN, happened: true }],
    ['sofia-profile-start.broken', start, { reason: 'reload-failed', error: BROKEN, happened: true }],
    ['sofia-profile-restart.broken', restart, { reason: 'reload-failed', error: BROKEN, happened: true }],
    ['sofia-profile-startgw.broken', startgw, { reason: 'reload-failed', error: BROKEN, happened: true }],
    ['sofia-profile-restart.young', restart, { reason: 'too-young', waitSeconds: 9 }],
    ['sofia-profile-stop.young', stop, { reason: 'too-young', waitSeconds: 9 }],
    ['sofia-profile-rescan.no-profile', commands.rescanProfile('nope'), { reason: 'no-such-profile' }],
    ['sofia-profile-killgw.while-restarting', kill, { reason: 'no-such-profile' }],
    ['sofia-profile-start.no-profile', commands.startProfile('nope'), { reason: 'not-started' }],
    ['sofia-profile-killgw.no-gateway', kill, { reason: 'no-such-gateway' }],
    ['sofia-profile-killgw.missing', kill, { reason: 'unexpected' }],
    ['sofia-profile-startgw.missing', startgw, { reason: 'unexpected' }],
    ['sofia-profile-register.no-gateway', register, { reason: 'no-such-gateway' }],
    ['sofia-profile-register.does-not-register', register, { reason: 'does-not-register' }],
    ['sofia-profile-unknown-verb', rescan, { reason: 'unknown-command' }],
    ['unknown-command', distributors, { reason: 'unknown-command' }],
  ])('%s is failure', (name, command, failure) => {
    expect(command.parse(recorded(name))).toEqual({ ok: false, text: recorded(name).trimEnd(), ...failure })
  })

  it.each<[string, commands.Command<commands.Outcome>, string]>([
    ['-error\n', distributors, 'refused'],
    ['-ERR no reply\n', distributors, 'refused'],
    ['+OK, nearly\n', distributors, 'unexpected'],
    ['+OK\n', commands.reloadXml(), 'unexpected'],
    ['', commands.reloadXml(), 'unexpected'],
    ['Reload XML [Success]\n', rescan, 'unexpected'],
    ['Reload XML [Success]\n+OK scan complete\n+OK more\n', rescan, 'unexpected'],
    ['+OK scan complete\n', rescan, 'unexpected'],
    ['Reload XML [Success]\n-ERR cannot find config for profile external\n', rescan, 'unexpected'],
    ['Invalid Profile [internal]', rescan, 'unexpected'],
    [
      'Profile other must be up for at least 10 seconds to stop/restart.\nPlease wait 1 second\n',
      restart,
      'unexpected',
    ],
    ['+OK\n', kill, 'unexpected'],
    ['-ERR no reply\n', kill, 'refused'],
  ])('%j is no success', (reply, command, reason) => {
    expect(command.parse(reply)).toMatchObject({ ok: false, reason })
  })

  it('reads a single second', () => {
    const reply =
      'Profile internal must be up for at least 10 seconds to stop/restart.\nPlease wait 1 second\n'
    expect(restart.parse(reply)).toMatchObject({ reason: 'too-young', waitSeconds: 1 })
  })
})

describe('values of real replies', () => {
  it.each<[string, commands.Command<commands.ValueReply<unknown>>, unknown]>([
    ['global_getvar.core_uuid', commands.globalVariable('core_uuid'), 'c453cb41-7853-4434-a103-7d0883807eeb'],
    ['global_getvar.unset', commands.globalVariable('nope'), undefined],
    ['sofia_gateway_data', commands.gatewayVariable('gw-a', 'ivar', 'codec-prefs'), 'PCMA'],
    ['sofia_gateway_data.unset', commands.gatewayVariable('gw-a', 'ivar', 'nope'), undefined],
    ['version-short', commands.version(), '1.10.12-release'],
    ['show-calls-count', commands.countCalls(), 0],
    ['status', commands.readiness(), true],
    [
      'sofia-jsonstatus.stopping',
      commands.profileStates(),
      [
        { name: 'external', state: 'DOWN', calls: 0, gateways: expect.any(Array) },
        { name: 'internal', state: 'RUNNING', calls: 0, gateways: ['gw-utf', 'gw-nl', 'gw-evil'] },
      ],
    ],
  ])('%s', (name, command, value) => {
    expect(command.parse(recorded(name))).toEqual({ ok: true, value })
  })

  it('reads every global variable', () => {
    const reply = commands.globalVariables().parse(recorded('global_getvar'))
    if (!reply.ok) throw new Error(reply.text)
    expect(reply.value.get('domain')).toBe('sip.example')
    expect(reply.value.get('core_uuid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(reply.value.size).toBe(recorded('global_getvar').trimEnd().split('\n').length)
  })

  it('keeps the line ends and equal signs of a variable', () => {
    const reply = commands.globalVariables().parse('a=1=2\nb=x\n\ny\nc=\n')
    expect(reply).toEqual({
      ok: true,
      value: new Map([
        ['a', '1=2'],
        ['b', 'x\n\ny'],
        ['c', ''],
      ]),
    })
  })

  it('reads one gateway', () => {
    const command = commands.oneGateway('external', 'gw-a')
    expect(command.line).toBe('sofia xmlstatus gateway external::gw-a')
    const reply = command.parse(recorded('sofia-xmlstatus-gateway.one'))
    expect(reply).toMatchObject({ ok: true, value: { name: 'gw-a', username: 'alice', password: true } })
    expect(command.parse(recorded('sofia-xmlstatus-gateway.none'))).toMatchObject({
      reason: 'no-such-gateway',
    })
    expect(command.parse(recorded('sofia-xmlstatus-gateway'))).toMatchObject({ reason: 'unexpected' })
    expect(command.parse('rubbish')).toMatchObject({ reason: 'unexpected' })
  })

  it.each<[string, commands.Command<commands.ValueReply<unknown>>]>([
    ['jsonstatus', commands.profileStates()],
    ['xmlstatus', commands.allGateways()],
    ['globals', commands.globalVariables()],
    ['global', commands.globalVariable('x')],
    ['version', commands.version()],
    ['calls', commands.countCalls()],
    ['status', commands.readiness()],
  ])('tells that %s is not known to the switch', (_, command) => {
    expect(command.parse(recorded('unknown-command'))).toMatchObject({ ok: false, reason: 'unknown-command' })
  })

  it.each<[string, commands.Command<commands.ValueReply<unknown>>]>([
    ['[]', commands.profileStates()],
    ['{"profiles":[]}', commands.profileStates()],
    ['{"profiles":{"a":{"status":{}}}}', commands.profileStates()],
    ['{"profiles":', commands.profileStates()],
    ['<gateways/>', commands.allGateways()],
    ['no equal sign', commands.globalVariables()],
    ['newest', commands.version()],
    ['many total.', commands.countCalls()],
    ['DOWN', commands.readiness()],
  ])('does not guess from %j', (reply, command) => {
    expect(command.parse(reply)).toMatchObject({ ok: false, reason: 'unexpected' })
  })

  it('leaves aliases out and takes what is not there for none', () => {
    const reply =
      '{"profiles":{"a":{"status":{"state":"ALIASED"}},"__proto__":{"status":{"state":"RUNNING","in-use":3}}}}'
    expect(commands.profileStates().parse(reply)).toEqual({
      ok: true,
      value: [{ name: '__proto__', state: 'RUNNING', calls: 3, gateways: [] }],
    })
  })

  it('reads the table of profiles and gateways', () => {
    const reply = commands.statusTable().parse(recorded('sofia-status'))
    if (!reply.ok) throw new Error(reply.text)
    expect(reply.value[0]).toEqual({ name: 'external', kind: 'profile', state: 'RUNNING (0)' })
    const gateways = reply.value.filter(({ kind }) => kind === 'gateway').map(({ name }) => name)
    // The row of gw-nl has a line end in its data: it cannot be read, and nothing else is read instead.
    expect(gateways).toEqual([
      'external::gw-odd',
      'external::gw-b',
      'external::gw-a',
      'internal::gw-utf',
      'internal::gw-evil',
    ])
    expect(commands.statusTable().parse('rubbish')).toMatchObject({ reason: 'unexpected' })
    expect(commands.statusTable().parse(recorded('sofia-status').slice(0, -20))).toMatchObject({
      reason: 'unexpected',
    })
  })

  it('tells a switch that is not ready', () => {
    const reply = recorded('status').replace('is ready', 'is not ready')
    expect(commands.readiness().parse(reply)).toEqual({ ok: true, value: false })
  })
})

describe('words', () => {
  const SMUGGLED = [
    '',
    ' ',
    'a b',
    'a\nb',
    'a\r',
    'a\0',
    'a\tb',
    '"a"',
    "a'b",
    'a\u00a0b',
    'a\u2028b',
    'a::b',
    'a`b',
    'a\\b',
    '${a}',
    'a|b',
    'a;b',
  ]

  it.each(SMUGGLED)('a profile is never called %j', (name) => {
    for (const make of [
      commands.rescanProfile,
      commands.startProfile,
      commands.stopProfile,
      commands.restartProfile,
    ])
      expect(() => make(name)).toThrow(GwctlError)
    expect(() => commands.killGateway(name, 'gw')).toThrow(GwctlError)
  })

  it.each([...SMUGGLED, 'é', 'a/b', 'a:b', 'a\n'])('a gateway is never called %j', (name) => {
    for (const make of [
      commands.killGateway,
      commands.startGateway,
      commands.registerGateway,
      commands.oneGateway,
    ])
      expect(() => make('external', name)).toThrow(GwctlError)
    expect(() => commands.gatewayVariable(name, 'var', 'x')).toThrow(GwctlError)
  })

  it.each(SMUGGLED.filter((name) => name !== 'a::b'))('a variable is never called %j', (name) => {
    expect(() => commands.globalVariable(name)).toThrow(GwctlError)
    expect(() => commands.gatewayVariable('gw', 'var', name)).toThrow(GwctlError)
  })

  it('allows names as people give them', () => {
    expect(commands.rescanProfile('internal-ipv6').line).toBe('sofia profile internal-ipv6 rescan reloadxml')
    expect(commands.rescanProfile('10.0.0.1').line).toBe('sofia profile 10.0.0.1 rescan reloadxml')
    expect(commands.rescanProfile('träger').line).toBe('sofia profile träger rescan reloadxml')
  })

  it('never starts every gateway by a name', () => {
    expect(() => commands.startGateway('external', '_ALL_')).toThrow(/every gateway/)
    expect(commands.killGateway('external', '_all_').line).toBe(
      'sofia profile external killgw external::_all_',
    )
  })
})

describe('commandFor', () => {
  it.each([
    'reloadxml',
    'distributor_ctl reload',
    'sofia profile external rescan reloadxml',
    'sofia profile external start',
    'sofia profile external stop',
    'sofia profile external restart reloadxml',
    'sofia profile external killgw external::acme-1',
    'sofia profile external startgw acme-1',
    'sofia profile external register external::acme-1',
  ])('knows %j', (line) => {
    expect(commands.commandFor(line).line).toBe(line)
  })

  it.each([
    '',
    'shutdown',
    'reloadxml now',
    'distributor_ctl dump x',
    'sofia status',
    'sofia global siptrace on',
    'sofia profile external',
    'sofia profile external rescan',
    'sofia profile external killgw _all_',
    'sofia profile external killgw internal::acme-1',
    'sofia profile external killgw external::a external::b',
    'sofia profile external startgw external::acme-1',
    'sofia profile external flush_inbound_reg',
    'sofia  profile external rescan reloadxml',
    'sofia profile external rescan reloadxml\n\napi shutdown',
    'toString',
  ])('refuses %j', (line) => {
    expect(() => commands.commandFor(line)).toThrow(expect.objectContaining({ code: 'GW407' }))
  })
})

describe('failedCommand', () => {
  const FAILURES: commands.Failure[] = [
    { ok: false, reason: 'reload-failed', error: BROKEN, happened: true, text: 'x' },
    { ok: false, reason: 'too-young', waitSeconds: 8, text: 'x' },
    { ok: false, reason: 'no-such-profile', text: 'x' },
    { ok: false, reason: 'no-such-gateway', text: 'x' },
    { ok: false, reason: 'not-started', text: 'x' },
    { ok: false, reason: 'does-not-register', text: 'x' },
    { ok: false, reason: 'unknown-command', text: 'x' },
    { ok: false, reason: 'refused', text: 'x' },
    { ok: false, reason: 'unexpected', text: `two\nlines ${'long '.repeat(100)}` },
  ]

  it.each(FAILURES)('says of %j what and what to do in a sentence each', (failure) => {
    const error = failedCommand('sofia profile external restart', failure)
    expect(error.code).toBe('GW408')
    expect(error.message).toMatch(/^FreeSWITCH did not do `sofia profile external restart`: [^\n]{5,230}\.$/)
    expect(error.hint).toMatch(/^[A-Z][^\n]+\.$/)
  })
})

describe('what mod_distributor says', () => {
  const dump = commands.dumpDistributor('carriers')

  it('is asked by the name of the list', () => {
    expect(dump.line).toBe('distributor_ctl dump carriers')
    expect(() => commands.dumpDistributor('two words')).toThrow(GwctlError)
    expect(() => commands.moduleExists('mod_x mod_y')).toThrow(GwctlError)
  })

  it.each<[string, object]>([
    [
      'list: name=Carriers\nnode: name=a b weight=9\nnode: name= weight=1\n',
      {
        ok: true,
        value: [
          { name: 'a b', weight: 9 },
          { name: '', weight: 1 },
        ],
      },
    ],
    ['list: name=carriers\n', { ok: true, value: [] }],
    ['cannot find list\n', { ok: true, value: undefined }],
    ['list: name=carriers\nnode: name=a\n', { ok: false, reason: 'unexpected' }],
    ['nodes\n', { ok: false, reason: 'unexpected' }],
    ['-ERR no reply\n', { ok: false, reason: 'refused' }],
  ])('%j', (reply, expected) => expect(dump.parse(reply)).toMatchObject(expected))

  it.each<[string, object]>([
    ['true', { ok: true, value: true }],
    ['false', { ok: true, value: false }],
    ['maybe', { ok: false, reason: 'unexpected' }],
    ['-ERR module_exists Command not found!\n', { ok: false, reason: 'unknown-command' }],
  ])('module_exists: %j', (reply, expected) =>
    expect(commands.moduleExists('mod_distributor').parse(reply)).toMatchObject(expected),
  )
})
