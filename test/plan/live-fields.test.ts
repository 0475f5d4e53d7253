import { differingFields, expectedLive, liveFields } from '../../src/plan/live-fields.ts'
import { meaningOf } from '../../src/plan/meaning.ts'
import { definition, running } from '../support/plan-world.ts'

const context = { gateway: 'acme', globals: new Map<string, string>(), profileContext: 'public' }
const expected = (params: Record<string, string>) =>
  expectedLive(meaningOf(definition(params), context), 'acme')

describe('expectedLive', () => {
  it('derives what the switch shows of a registering gateway', () => {
    expect(
      expected({
        proxy: '10.0.0.1:5070',
        username: 'alice',
        password: 'x',
        'expire-seconds': '60',
        ping: '25',
      }),
    ).toEqual({
      register: 'true',
      scheme: 'Digest',
      realm: '10.0.0.1:5070',
      username: 'alice',
      password: 'yes',
      from: '<sip:alice@10.0.0.1:5070>',
      contact: 'gw+acme@;transport=udp;gw=acme',
      to: 'sip:alice@10.0.0.1:5070',
      exten: 'alice',
      proxy: 'sip:10.0.0.1:5070',
      context: 'public',
      expires: '60',
      freq: '60',
      pingfreq: '25',
      pingmin: '1',
      pingmax: '1',
    })
  })

  it('derives the special cases', () => {
    expect(expected({ proxy: 'SIP:p.example', register: 'false' })).toMatchObject({
      proxy: 'SIP:p.example',
      to: 'sip:FreeSWITCH@p.example',
      password: 'no',
      pingmin: '',
    })
    expect(
      expected({
        proxy: 'p.example',
        register: 'false',
        extension: '4711',
        'extension-in-contact': 'true',
        'contact-params': 'a=1',
        'from-domain': 'd.example',
        'expire-seconds': '3',
      }),
    ).toMatchObject({
      contact: '4711@;a=1;transport=udp;gw=acme',
      exten: '4711',
      from: '<sip:FreeSWITCH@d.example>',
      expires: '3',
      freq: '3600',
    })
    expect(expected({ proxy: 'p.example', register: 'false', 'extension-in-contact': 'yes' }).contact).toBe(
      'FreeSWITCH@;transport=udp;gw=acme',
    )
  })
})

describe('differingFields', () => {
  const params = { proxy: 'p.example', register: 'false' }
  const same = expectedLive(meaningOf(definition(params), { ...context, profileContext: undefined }), 'acme')

  it('finds every field that differs, and only those', () => {
    const record = running('external/acme', params)
    expect(differingFields(same, record)).toEqual([])
    expect(
      differingFields(same, { ...record, state: 'REGED', proxy: 'sip:q.example', password: true }),
    ).toEqual(['register', 'password', 'proxy'])
    expect(
      differingFields(same, { ...record, contact: '<sip:gw+acme@[::1]:5080;transport=tcp;gw=acme>' }),
    ).toEqual(['contact'])
    expect(differingFields(same, { ...record, contact: 'nothing like a contact' })).toEqual(['contact'])
  })

  it('compares the bounds of pings where there are pings', () => {
    const pinging = { ...params, ping: '25', 'ping-min': '2' }
    const wanted = expectedLive(
      meaningOf(definition(pinging), { ...context, profileContext: undefined }),
      'acme',
    )
    expect(differingFields(wanted, running('external/acme', pinging))).toEqual([])
    expect(differingFields(wanted, running('external/acme', { ...pinging, 'ping-min': '3' }))).toEqual([
      'pingmin',
    ])
  })

  it('does not compare what only the switch can know', () => {
    const record = running('external/acme', params)
    const opaque = expectedLive(
      meaningOf(definition({ ...params, realm: '$${hostname}' }), { ...context, profileContext: undefined }),
      'acme',
    )
    expect(differingFields(opaque, record)).toEqual([])
  })

  it('reads contacts with and without port, and ones of RFC 5626', () => {
    const record = running('external/acme', params)
    const contact = (text: string): string => liveFields({ ...record, contact: text }).contact
    expect(contact('<sip:gw+acme@127.0.0.1:5080;transport=udp;gw=acme>')).toBe(
      'gw+acme@;transport=udp;gw=acme',
    )
    expect(contact('<sip:gw+acme@host;transport=udp>;reg-id=1')).toBe('gw+acme@;transport=udp')
    expect(contact('<sip:gw+acme@[2001:db8::1]:5080>')).toBe('gw+acme@')
  })
})
