import { XMLParser } from 'fast-xml-parser'
import { readGatewayRecords } from '../../src/freeswitch/gateway-records.ts'
import type { LiveGateway } from '../../src/model/live.ts'
import { recorded } from './recorded.ts'

function readAll(reply: string): readonly LiveGateway[] {
  const records = readGatewayRecords(reply)
  if ('error' in records) throw new Error(records.error)
  return records.gateways
}

const REAL = recorded('sofia-xmlstatus-gateway')
const ONE = recorded('sofia-xmlstatus-gateway.one')
const RECORD = ONE.slice(ONE.indexOf('  <gateway>'), ONE.lastIndexOf('</gateway>\n') + '</gateway>\n'.length)

function list(...records: string[]): string {
  return `<?xml version="1.0" encoding="ISO-8859-1"?>\n<gateways>\n${records.join('')}</gateways>\n\n`
}

describe('readGatewayRecords', () => {
  it('reads every record of a real reply, in its order', () => {
    const names = readAll(REAL).map(({ profile, name }) => `${profile}/${name}`)
    expect(names).toEqual([
      'external/gw-odd',
      'external/gw-b',
      'external/gw-a',
      'internal/gw-utf',
      'internal/gw-nl',
      'internal/gw-evil',
    ])
  })

  it('reads values as FreeSWITCH has them: escaped in three places, bare in the others', () => {
    const [odd] = readAll(REAL)
    expect(odd).toMatchObject({
      realm: '&amp;',
      proxy: `sip:a&b<c>d "e" 'f'`,
      to: `sip:FreeSWITCH@a&b<c>d "e" 'f'`,
      from: `<sip:x&y 'q' "z" %20\nnl@a&b<c>d "e" 'f'>`,
      contact: '<sip:gw+gw-odd@127.0.0.1:22080;transport=udp;gw=gw-odd>',
      exten: 'e&<\nx',
    })
    expect(readAll(REAL)[3]).toMatchObject({ username: 'üser', proxy: 'sip:café.example' })
  })

  it('reads one record, its numbers and the retry', () => {
    expect(readAll(ONE)).toEqual([
      {
        name: 'gw-a',
        profile: 'external',
        scheme: 'Digest',
        realm: '127.0.0.1:22099',
        username: 'alice',
        password: true,
        from: '<sip:alice@127.0.0.1:22099>',
        contact: '<sip:gw+gw-a@127.0.0.1:22080;transport=udp;gw=gw-a>',
        exten: 'alice',
        to: 'sip:alice@127.0.0.1:22099',
        proxy: 'sip:127.0.0.1:22099',
        context: 'public',
        expires: '60',
        freq: 60,
        ping: expect.any(Number),
        pingfreq: 25,
        pingmin: 1,
        pingcount: 0,
        pingmax: 1,
        pingtime: 0,
        pinging: false,
        state: expect.stringMatching(/^[A-Z_]+$/),
        status: 'DOWN',
        uptimeUsec: 0,
        callsIn: 0,
        callsOut: 0,
        failedCallsIn: 0,
        failedCallsOut: 0,
        ...(ONE.includes('<retry>') ? { retry: expect.stringMatching(/^\d+s$/) } : {}),
      },
    ])
  })

  it('reads markup and line ends in a value as that value, and no other record', () => {
    const evil = readAll(REAL).filter(({ name }) => name === 'evil')
    expect(evil).toEqual([])
    const [, , , , nl, tag] = readAll(REAL)
    expect(nl?.proxy).toBe('sip:p</proxy>\n  </gateway>\n  <gateway>\n    <name>evil</name>')
    expect(tag?.proxy).toBe('sip:p</proxy><name>evil</name>')
    expect(tag?.state).toBe('NOREG')
  })

  it('refuses a value that holds what separates two values', () => {
    const forged = RECORD.replace(
      '<username>alice',
      '<username>x</username>\n    <password>no</password>\n    <from>y',
    )
    expect(readGatewayRecords(list(forged))).toEqual({ error: expect.stringContaining('gw-a') })
  })

  it('agrees with an XML parser where the values need no escaping', () => {
    const plain = list(RECORD, RECORD.replaceAll('gw-a', 'gw-z').replace('<retry>', '<retry>'))
    const parser = new XMLParser({ parseTagValue: false, trimValues: false })
    const tree = parser.parse(plain) as { gateways: { gateway: Record<string, string>[] } }
    const ours = readAll(plain)
    expect(
      ours.map(({ name, proxy, contact, from, state }) => ({ name, proxy, contact, from, state })),
    ).toEqual(
      tree.gateways.gateway.map(({ name, proxy, contact, from, state }) => ({
        name,
        proxy,
        contact,
        from,
        state,
      })),
    )
  })

  it.each([
    ['', 'begins with'],
    ['Invalid Gateway!\n', 'begins with'],
    [list(RECORD).slice(0, -10), 'goes on with'],
    [list(RECORD).slice(0, -40), 'not complete'],
    [list(RECORD.replace(/ {4}<context>.*\n/, '')), 'not complete'],
    [list(`${RECORD}  <surprise/>\n`), 'goes on with'],
    [list(RECORD.replace(/<freq>\d+/, '<freq>often')), 'no number'],
    [list(RECORD.replace('<status>DOWN', '<status>SIDEWAYS')), 'no number'],
    [list(RECORD.replace('<calls-in>0', '<calls-in>')), 'no number'],
  ])('tells what is wrong with %#', (reply, error) => {
    expect(readGatewayRecords(reply)).toEqual({ error: expect.stringContaining(error) })
  })

  it('reads a list of none', () => {
    expect(readAll(list())).toEqual([])
  })

  it('reads any value that holds no line end back exactly', () => {
    // xorshift32: the same values in each run.
    let seed = 0x2545f491
    const next = (most: number): number => {
      seed ^= seed << 13
      seed ^= seed >>> 17
      seed ^= seed << 5
      return (seed >>> 0) % most
    }
    const pieces = [
      '<',
      '>',
      '&',
      '&amp;',
      '</proxy>',
      '    <context>',
      '<name>',
      '"',
      "'",
      'ä',
      ' ',
      'x',
      '</gateway>',
    ]
    for (let round = 0; round < 300; round += 1) {
      const value = Array.from({ length: next(8) }, () => pieces[next(pieces.length)]).join('')
      const reply = list(
        RECORD.replace(/<proxy>.*<\/proxy>\n/, () => `<proxy>${value}</proxy>\n`),
        RECORD,
      )
      expect(readAll(reply).map(({ proxy }) => proxy)).toEqual([value, 'sip:127.0.0.1:22099'])
    }
  })

  it('reads 10,000 records', () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `gw-${n}`)
    const reply = list(...names.map((name) => RECORD.replaceAll('gw-a', name)))
    expect(readAll(reply).map(({ name }) => name)).toEqual(names)
  })
})
