import { maskReply } from '../../src/freeswitch/mask-reply.ts'
import { Tracer, type TraceEntry } from '../../src/freeswitch/trace.ts'
import { recorded } from './recorded.ts'

describe('maskReply', () => {
  it('leaves of gateways in XML only names, states and counters', () => {
    const shown = maskReply('api sofia xmlstatus gateway', recorded('sofia-xmlstatus-gateway'))
    expect(shown).toContain('    <name>gw-a</name>\n    <profile>external</profile>')
    expect(shown).toContain('    <username>***\n    <password>yes</password>')
    expect(shown).toMatch(/<state>NOREG<\/state>\n {4}<status>UP<\/status>/)
    expect(shown).not.toMatch(/alice|üser|sip:|café|203\.0\.113|a&b|22099/)
  })

  it('leaves of gateways in JSON only names and states', () => {
    const shown = maskReply('api sofia jsonstatus', recorded('sofia-jsonstatus'))
    expect(shown).toContain('"external":\t{')
    expect(shown).toContain('"state":\t"RUNNING",')
    expect(shown).not.toMatch(/alice|üser|sip:|café|203\.0\.113|a&b/)
  })

  it('leaves of the table only names and states', () => {
    const shown = maskReply('api sofia status', recorded('sofia-status'))
    expect(shown).toMatch(/external::gw-b\tgateway\t\*\*\*\tNOREG/)
    expect(shown).toMatch(/external\tprofile\t +sip:mod_sofia@127\.0\.0\.1:22080\tRUNNING/)
    expect(shown).toContain('2 profiles 0 aliases')
    expect(shown).not.toMatch(/alice|üser|café|203\.0\.113|a&b/)
  })

  it.each([
    ['api global_getvar', 'domain=x\ndefault_password=1234\n', 'domain=x\ndefault_password=***\n'],
    ['api global_getvar default_password', '1234', '***'],
    ['api global_getvar domain', 'x', 'x'],
    ['api sofia_gateway_data gw var token', 'hush', '***'],
    ['api sofia profile external rescan reloadxml', 'Reload XML [Success]\n', 'Reload XML [Success]\n'],
    [
      'api xml_locate root',
      '<param name="password" value="a&quot;b">',
      '<param name="password" value="***">',
    ],
    ['api version', '1.10.12', '1.10.12'],
    ['api sofia', 'usage', 'usage'],
    ['api', 'usage', 'usage'],
  ])('%s: %j', (line, reply, shown) => {
    expect(maskReply(line, reply)).toBe(shown)
  })
})

describe('Tracer', () => {
  it('masks by the command that is answered, and shows events as they are', () => {
    const trace: TraceEntry[] = []
    const tracer = new Tracer((entry) => trace.push(entry))
    tracer.sent('userauth a@b:hush')
    tracer.sent('api sofia_gateway_data gw var x')
    tracer.received({ headers: new Map([['Content-Type', 'text/event-json']]), body: '{"State":"REGED"}' })
    tracer.received({ headers: new Map([['Content-Type', 'api/response']]), body: 'hush' })
    tracer.received({ headers: new Map() })
    expect(trace.map(({ text }) => text)).toEqual([
      'auth ***',
      'api sofia_gateway_data gw var x',
      'text/event-json\n{"State":"REGED"}',
      'api/response\n***',
      '',
    ])
  })
})
