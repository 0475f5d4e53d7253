import { GATEWAY_PARAMS } from '../../src/model/params.ts'
import { meaningOf, registers } from '../../src/plan/meaning.ts'
import { definition, text } from '../support/plan-world.ts'

const context = {
  gateway: 'acme',
  globals: new Map([['domain', 'sip.acme.example']]),
  profileContext: 'public',
}

function param(name: string, params: Record<string, string>): string | undefined {
  return meaningOf(definition(params), context).params.get(name)
}

describe('meaningOf', () => {
  it.each([
    ['a bool word in any case', 'register', 'YES', 'true'],
    ['a bool number', 'register', '1', 'true'],
    ['a bool typo', 'register', 'flase', 'false'],
    ['a transport by its first letters', 'register-transport', 'TCP-only', 'tcp'],
    ['a transport nobody knows', 'register-transport', 'ws', 'ws'],
    ['seconds with a sign', 'retry-seconds', '+45', '45'],
    ['seconds below the minimum', 'retry-seconds', '3', '30'],
    ['seconds that are no number', 'timeout-seconds', 'soon', '60'],
    ['an expiry that is sent as it is written', 'expire-seconds', '3', '3'],
    ['an expiry with text behind it', 'expire-seconds', '600s', '600s'],
    ['a ping that is too short', 'ping', '4', '0'],
    ['a negative ping', 'ping', '-1', '-1'],
    ['an int', 'ping-max', '3 times', '3'],
    ['a URI without scheme', 'register-proxy', 'edge.example', 'sip:edge.example'],
    ['a URI with scheme', 'outbound-proxy', 'sips:edge.example', 'sips:edge.example'],
    ['contact parameters without semicolon', 'contact-params', 'a=1', ';a=1'],
    ['contact parameters with semicolon', 'contact-params', ';a=1', ';a=1'],
    ['a known variable', 'proxy', '$${domain}', 'sip.acme.example'],
    ['a name that FreeSWITCH does not read', 'x-vendor', '1', '1'],
    ['the misspelt alias', 'retry_seconds', '45', undefined],
  ])('%s', (_what, name, value, expected) => {
    expect(param(name, { [name]: value })).toBe(expected)
  })

  it('reads the alias under its real name', () => {
    expect(param('retry-seconds', { retry_seconds: '45' })).toBe('45')
  })

  it.each([
    ['realm', { proxy: 'p.example' }, 'p.example'],
    ['realm', {}, 'acme'],
    ['proxy', { realm: 'r.example' }, 'r.example'],
    ['auth-username', { username: 'alice' }, 'alice'],
    ['from-user', { register: 'false' }, 'FreeSWITCH'],
    ['from-user', {}, undefined],
    ['username', { register: 'no' }, 'FreeSWITCH'],
    ['username', {}, undefined],
    ['password', { register: 'no' }, undefined],
    ['context', {}, 'public'],
    ['expire-seconds', {}, '3600'],
    ['register-proxy', { 'register-proxy': '' }, undefined],
    ['extension', { username: 'alice' }, undefined],
    ['from-domain', { proxy: 'p.example' }, undefined],
    ['contact-host', {}, undefined],
    ['908-retry-seconds', { 'retry-seconds': '9' }, '0'],
    ['ping-user-agent', {}, undefined],
  ])('%s of %j is %s', (name, params, expected) => {
    expect(param(name, params)).toBe(expected)
  })

  it('has a meaning or none for every parameter of the table, and the same twice', () => {
    for (const { name } of GATEWAY_PARAMS) {
      expect(param(name, { [name]: '7' })).toBe(param(name, { [name]: '7' }))
    }
  })

  it('reads variables and subscriptions, directions in any case', () => {
    const meaning = meaningOf(
      definition(
        {},
        {
          variables: [
            { name: text('a'), value: text('$${domain}'), direction: text('INBOUND') },
            { name: text('b'), value: text('2') },
          ],
          subscriptions: [
            {
              event: text('dialog'),
              params: new Map([
                ['b', text('2')],
                ['a', text('1')],
              ]),
            },
          ],
        },
      ),
      context,
    )
    expect(meaning.variables).toEqual(['["a","sip.acme.example","inbound"]', '["b","2","both"]'])
    expect(meaning.subscriptions).toEqual(['"dialog" ["a","1"] ["b","2"]'])
  })
})

describe('registers', () => {
  it('is the default, and what FreeSWITCH reads otherwise', () => {
    expect(registers(definition({}), new Map())).toBe(true)
    expect(registers(definition({ register: 'false' }), new Map())).toBe(false)
    expect(registers(definition({ register: 'on' }), new Map())).toBe(true)
  })
})
