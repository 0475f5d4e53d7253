import {
  registering,
  trunk,
  waitForEvent,
  waitForState,
  waitForTick,
  type Lab,
  type Mark,
  type Scenario,
  type SeenEvent,
} from '../lab.ts'

/** `gateway_state gw-a TRYING DOWN`: an event in a word or four. */
export function brief({ what, headers }: SeenEvent): string {
  const words = [
    what.replace('sofia::', ''),
    headers['Gateway'] ?? headers['profile_name'],
    headers['State'],
    headers['Ping-Status'],
  ]
  return words.filter((word) => word !== undefined).join(' ')
}

/** What came since a moment, in brief. */
export function since(lab: Lab, moment: Mark): string[] {
  return lab
    .events()
    .filter(({ index }) => index > moment.index)
    .map(brief)
}

export const killing: Scenario = {
  name: 'killgw and what follows',
  carriers: { open: {} },
  external: { 'a.xml': registering('gw-a', '@open'), 'b.xml': trunk('gw-b', '@open') },
  steps: [
    [
      'a NOREG gateway: deleted within a second, no state',
      async (lab) => {
        await waitForTick(lab, 'gw-a')
        const start = lab.mark()
        expect(await lab.api('sofia profile external killgw external::gw-b')).toBe(
          '+OK gateway marked for deletion.\n',
        )
        expect(await lab.api('sofia profile external killgw gw-b')).toBe('-ERR no such gateway.\n')
        expect(await lab.api('sofia xmlstatus gateway gw-b')).toBe('Invalid Gateway!\n')
        expect(await lab.api('sofia xmlstatus gateway')).toContain('<name>gw-b</name>')
        const deleted = await waitForEvent(
          lab,
          'sofia::gateway_delete',
          { Gateway: 'gw-b', 'profile-name': 'external' },
          { after: start },
        )
        expect(deleted.at - start.at).toBeLessThan(1.4)
        expect(since(lab, start)).toEqual(['gateway_delete gw-b'])
      },
    ],
    [
      'a registered one: DOWN at the first tick, deleted at the second',
      async (lab) => {
        const start = lab.mark()
        await lab.api('sofia profile external killgw gw-a')
        const down = await waitForState(lab, 'gw-a', 'DOWN', { after: start })
        expect(down.at - start.at).toBeLessThan(1.4)
        expect(lab.bindings('gw-a')).toBeLessThanOrEqual(1)
        const deleted = await waitForEvent(
          lab,
          'sofia::gateway_delete',
          { Gateway: 'gw-a' },
          { after: start },
        )
        expect(deleted.at - down.at).toBeGreaterThan(0.6)
        expect(deleted.at - down.at).toBeLessThan(1.4)
        expect(since(lab, start)).toEqual(['gateway_state gw-a DOWN DOWN', 'gateway_delete gw-a'])
        expect(lab.bindings('gw-a')).toBe(0)
      },
    ],
    [
      'startgw adds it again: added before the reply, registered a tick later',
      async (lab) => {
        const start = lab.mark()
        await lab.api('sofia profile external startgw gw-a')
        await waitForState(lab, 'gw-a', 'REGED', { after: start })
        expect(since(lab, start)).toEqual([
          'RELOADXML',
          'gateway_add gw-a',
          'gateway_state gw-a TRYING DOWN',
          'gateway_state gw-a REGISTER DOWN',
          'gateway_state gw-a REGED UP',
        ])
      },
    ],
    [
      'killgw _all_ is always fine',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.api('sofia profile internal killgw _all_')).toBe(
          '+OK every gateway marked for deletion.\n',
        )
        expect(await lab.api('sofia profile external killgw _ALL_')).toBe(
          '+OK every gateway marked for deletion.\n',
        )
        await waitForEvent(lab, 'sofia::gateway_delete', { Gateway: 'gw-a' }, { after: start })
      },
    ],
    [
      'rescan adds what is missing, nothing else',
      async (lab) => {
        const start = lab.mark()
        await lab.api('sofia profile external rescan')
        await waitForState(lab, 'gw-a', 'REGED', { after: start })
        expect(since(lab, start).slice(0, 3)).toEqual(['RELOADXML', 'gateway_add gw-a', 'gateway_add gw-b'])
        const again = lab.mark()
        await lab.api('sofia profile external rescan')
        await lab.pass(0.3)
        expect(since(lab, again)).toEqual(['RELOADXML'])
      },
    ],
  ],
}

export const byHand: Scenario = {
  name: 'registering by hand',
  carriers: { open: {} },
  external: { 'a.xml': registering('gw-a', '@open'), 'b.xml': trunk('gw-b', '@open') },
  steps: [
    [
      'register all leaves NOREG gateways out',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.api('sofia profile external register all')).toBe('+OK\n')
        await waitForState(lab, 'gw-a', 'REGED', { after: start })
        expect(since(lab, start)).toEqual([
          'gateway_state gw-a TRYING UP',
          'gateway_state gw-a REGISTER UP',
          'gateway_state gw-a REGED UP',
        ])
      },
    ],
    [
      'unregister: DOWN, then UP again without a registration',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.api('sofia profile external unregister gw-a')).toBe('+OK\n')
        const down = await waitForState(lab, 'gw-a', 'DOWN', { after: start })
        expect(down.headers['Ping-Status']).toBe('DOWN')
        await lab.pass(1.5)
        expect(lab.bindings('gw-a')).toBe(0)
        expect(await lab.api('sofia xmlstatus gateway gw-a')).toContain(
          '<state>DOWN</state>\n    <status>UP</status>',
        )
        expect(since(lab, start)).toEqual(['gateway_state gw-a DOWN DOWN'])
      },
    ],
    [
      'register brings it back',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.api('sofia profile external register external::gw-a')).toBe('+OK\n')
        const registered = await waitForState(lab, 'gw-a', 'REGISTER', { after: start })
        expect(registered.headers).toMatchObject({
          Status: '200',
          Phrase: 'OK',
          'Register-Network-IP': '127.0.0.1',
        })
        expect(registered.headers['Register-Network-Port']).toBe(lab.carrier('open').split(':')[1])
        await waitForState(lab, 'gw-a', 'REGED', { after: start })
        expect(lab.bindings('gw-a')).toBe(1)
      },
    ],
  ],
}

export const failures: Scenario = {
  name: 'registrations that fail',
  carriers: {
    digest: { auth: 'digest' },
    only401: { auth: 'digest', wrongPassword: '401' },
    says403: { auth: 'digest', wrongPassword: '403' },
    says503: { registerAnswer: [503, 'Service Unavailable'] },
    silent: { down: 'silent' },
  },
  external: Object.fromEntries(
    ['digest', 'only401', 'says403', 'says503', 'silent', 'refused'].map((name) => [
      `${name}.xml`,
      registering(name, `@${name}`, {
        'retry-seconds': '6',
        'timeout-seconds': '5',
        password: name === 'digest' ? 'secret' : 'wrong',
      }),
    ]),
  ),
  steps: [
    [
      'what the switch says of each',
      async (lab) => {
        await lab.api('sofia profile external killgw _all_')
        await waitForEvent(lab, 'sofia::gateway_delete', { Gateway: 'digest' })
        const start = lab.mark()
        await lab.api('sofia profile external rescan')
        const failed = async (name: string) =>
          (await waitForState(lab, name, 'FAILED', { after: start, within: 8 })).headers
        expect(await failed('only401')).toMatchObject({
          Status: '904',
          Phrase: 'Operation has no matching challenge ',
        })
        expect(await failed('says403')).toMatchObject({ Status: '403', Phrase: 'Forbidden' })
        expect(await failed('says503')).toMatchObject({ Status: '503', Phrase: 'Service Unavailable' })
        const refused = await failed('refused')
        expect(refused).toMatchObject({ Status: '503', Phrase: 'Service Unavailable' })
        expect(refused['Register-Network-IP']).toBeUndefined()
        await waitForState(lab, 'digest', 'REGED', { after: start })
        const timeout = await waitForState(lab, 'silent', 'TIMEOUT', { after: start, within: 9 })
        expect(timeout.headers['Status']).toBeUndefined()
        const silent = await failed('silent')
        expect(silent['Status']).toBeUndefined()
      },
    ],
    [
      'a failed one waits and tries again',
      async (lab) => {
        const failed = await waitForState(lab, 'says403', 'FAIL_WAIT')
        expect(await lab.api('sofia xmlstatus gateway silent')).toMatch(
          /<state>FAIL(ED|_WAIT)<\/state>[^]*<retry>(\d+s|NEVER)<\/retry>/,
        )
        const again = await waitForState(lab, 'says403', 'UNREGED', { after: failed, within: 10 })
        expect(again.at - failed.at).toBeGreaterThan(4.5)
        expect(again.at - failed.at).toBeLessThan(7.5)
        await waitForState(lab, 'says403', 'TRYING', { after: again })
      },
    ],
    [
      'trying anew with credentials it has already: a state of its own, then 904 again',
      async (lab) => {
        const first = await waitForState(lab, 'only401', 'UNREGED', { within: 10 })
        const cached = await waitForEvent(
          lab,
          'sofia::gateway_state',
          { Gateway: 'only401', Status: '100' },
          { after: first },
        )
        expect(cached.headers).toMatchObject({ State: 'TRYING', Phrase: 'Request Authorized by Cache' })
        await waitForEvent(
          lab,
          'sofia::gateway_state',
          { Gateway: 'only401', Status: '904' },
          { after: first },
        )
      },
    ],
  ],
}

export const pings: Scenario = {
  name: 'pings',
  carriers: {
    open: {},
    sick: { optionsAnswer: [503, 'Service Unavailable'] },
    rude: { optionsAnswer: [404, 'Not Found'] },
  },
  external: {
    'ok.xml': trunk('ok', '@open', { ping: '5' }),
    'rude.xml': trunk('rude', '@rude', { ping: '5', 'ping-monitoring': 'true' }),
    'sick.xml': trunk('sick', '@sick', { ping: '5' }),
    'reg.xml': registering('reg', '@sick', { ping: '5' }),
  },
  steps: [
    [
      'UP until the first ping failed; 404 counts as alive; a registered one fails and returns',
      async (lab) => {
        expect(await lab.api('sofia profile external gwlist down')).toBe('-ERR no reply\n')
        const sick = await waitForEvent(lab, 'sofia::gateway_state', { Gateway: 'sick' }, { within: 8 })
        expect(sick.headers).toMatchObject({
          State: 'NOREG',
          'Ping-Status': 'DOWN',
          Status: '503',
          Phrase: 'Service Unavailable',
        })
        const rude = await waitForEvent(lab, 'sofia::gateway_state', { Gateway: 'rude' }, { within: 8 })
        expect(rude.headers).toMatchObject({ State: 'NOREG', 'Ping-Status': 'UP', Status: '404' })
        await waitForEvent(lab, 'sofia::gateway_state', { Gateway: 'reg', State: 'FAILED' }, { within: 8 })
        expect(await lab.api('sofia profile external gwlist down')).toMatch(/sick /)
        expect(await lab.api('sofia xmlstatus gateway ok')).toMatch(
          /<pingcount>1<\/pingcount>\n {4}<pingmax>1<\/pingmax>/,
        )
        expect(lab.events().some(({ headers }) => headers['Gateway'] === 'ok')).toBe(false)
      },
    ],
  ],
}
