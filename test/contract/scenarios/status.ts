import { gatewayXml, registering, trunk, type Lab, type Scenario } from '../lab.ts'

/** Times are not part of the contract. */
function withoutTimes(text: string): string {
  return text
    .replace(/<(ping|uptime-usec)>[1-9]\d*</g, '<$1>N<')
    .replace(/^(Ping {4}|Uptime {2})\t[1-9]\d*/gm, '$1\tN')
}

const RULE = '='.repeat(97)

/** One record of `sofia xmlstatus gateway`, with what differs from a plain trunk. */
function record(
  lab: Lab,
  name: string,
  carrier: string,
  user: string,
  fields: Readonly<Record<string, string>>,
): string {
  const at = lab.carrier(carrier)
  const all: Record<string, string> = {
    name,
    profile: 'external',
    scheme: 'Digest',
    realm: at,
    username: user,
    password: 'no',
    from: `&lt;sip:${user}@${at}&gt;`,
    contact: `&lt;sip:gw+${name}@127.0.0.1:${lab.ports.external};transport=udp;gw=${name}&gt;`,
    exten: user,
    to: `sip:${user}@${at}`,
    proxy: `sip:${at}`,
    context: 'public',
    expires: '3600',
    freq: '3600',
    ping: '0',
    pingfreq: '0',
    pingmin: '0',
    pingcount: '0',
    pingmax: '0',
    pingtime: '0.00',
    pinging: '0',
    state: 'NOREG',
    status: 'UP',
    'uptime-usec': 'N',
    'calls-in': '0',
    'calls-out': '0',
    'failed-calls-in': '0',
    'failed-calls-out': '0',
    ...fields,
  }
  return `  <gateway>\n${Object.entries(all)
    .map(([tag, value]) => `    <${tag}>${value}</${tag}>\n`)
    .join('')}  </gateway>\n`
}

const HEADER = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'

export const status: Scenario = {
  name: 'what the switch tells of its gateways, byte for byte',
  carriers: { open: {} },
  external: {
    'a.xml': registering('gw-a', '@open', { 'expire-seconds': '60', ping: '25' }),
    'b.xml': trunk('gw-b', '@open'),
    'c.xml': trunk('gw-c', 'closed.example'),
  },
  steps: [
    [
      'xmlstatus gateway: all records, newest first',
      async (lab) => {
        const registered = record(lab, 'gw-a', 'open', 'gw-a', {
          password: 'yes',
          expires: '60',
          freq: '60',
          ping: 'N',
          pingfreq: '25',
          pingmin: '1',
          pingmax: '1',
          state: 'REGED',
        })
        const closed = record(lab, 'gw-c', 'open', 'FreeSWITCH', {}).replaceAll(
          lab.carrier('open'),
          'closed.example',
        )
        const all = await lab.api('sofia xmlstatus gateway')
        expect(withoutTimes(all)).toBe(
          `${HEADER}<gateways>\n${closed}${record(lab, 'gw-b', 'open', 'FreeSWITCH', {})}${registered}</gateways>\n`,
        )
        expect(withoutTimes(await lab.api('sofia xmlstatus gateway external::gw-a'))).toBe(
          HEADER + registered,
        )
      },
    ],
    [
      'sofia status: the table',
      async (lab) => {
        const row = (name: string, type: string, data: string, state: string) =>
          `${name.padStart(25)}\t${type}\t  ${data.padStart(40)}\t${state}\n`
        expect(await lab.api('sofia status')).toBe(
          `${'Name'.padStart(25)}\t   Type\t  ${'Data'.padStart(40)}\tState\n${RULE}\n` +
            row('external', 'profile', `sip:mod_sofia@127.0.0.1:${lab.ports.external}`, 'RUNNING (0)') +
            row('external::gw-c', 'gateway', 'sip:FreeSWITCH@closed.example', 'NOREG') +
            row('external::gw-b', 'gateway', `sip:FreeSWITCH@${lab.carrier('open')}`, 'NOREG') +
            row('external::gw-a', 'gateway', `sip:gw-a@${lab.carrier('open')}`, 'REGED') +
            row('internal', 'profile', `sip:mod_sofia@127.0.0.1:${lab.ports.internal}`, 'RUNNING (0)') +
            `${RULE}\n2 profiles 0 aliases\n`,
        )
      },
    ],
    [
      'sofia status gateway: the summary, whatever the one word is',
      async (lab) => {
        const at = lab.carrier('open')
        const row = (name: string, data: string, state: string) =>
          `${name.padStart(25)}\t${data.padStart(32)}\t${state}\t  0.00\t0/0\t0/0\n`
        const expected =
          `    Profile::Gateway-Name\t                        Data    \tState\tPing Time\tIB Calls(F/T)\tOB Calls(F/T)\n${RULE}\n` +
          row('external::gw-c', 'sip:FreeSWITCH@closed.example', 'NOREG') +
          row('external::gw-b', `sip:FreeSWITCH@${at}`, 'NOREG') +
          row('external::gw-a', `sip:gw-a@${at}`, 'REGED') +
          `${RULE}\n3 gateways: Inbound(Failed/Total): 0/0,Outbound(Failed/Total):0/0\n`
        expect(await lab.api('sofia status gateway')).toBe(expected)
        expect(await lab.api('sofia status profile')).toBe(expected)
      },
    ],
    [
      'sofia status gateway NAME',
      async (lab) => {
        const text = withoutTimes(await lab.api('sofia status gateway gw-b'))
        const at = lab.carrier('open')
        expect(text).toBe(
          `${RULE}\nName    \tgw-b\nProfile \texternal\nScheme  \tDigest\nRealm   \t${at}\nUsername\tFreeSWITCH\nPassword\tno\n` +
            `From    \t<sip:FreeSWITCH@${at}>\nContact \t<sip:gw+gw-b@127.0.0.1:${lab.ports.external};transport=udp;gw=gw-b>\n` +
            `Exten   \tFreeSWITCH\nTo      \tsip:FreeSWITCH@${at}\nProxy   \tsip:${at}\nContext \tpublic\nExpires \t3600\nFreq    \t3600\n` +
            `Ping    \t0\nPingFreq\t0\nPingTime\t0.00\nPingState\t0/0/0\nState   \tNOREG\nStatus  \tUP\nUptime  \tNs\nCallsIN \t0\nCallsOUT\t0\n` +
            `FailedCallsIN\t0\nFailedCallsOUT\t0\n${RULE}\n`,
        )
      },
    ],
    [
      'sofia xmlstatus: loose elements',
      async (lab) => {
        const text = await lab.api('sofia xmlstatus')
        expect(text).toContain(
          `<gateway>\n<name>gw-b</name>\n<type>gateway</type>\n<data>sip:FreeSWITCH@${lab.carrier('open')}</data>\n<state>NOREG</state>\n</gateway>\n\n`,
        )
        expect(text).toMatch(
          /^<\?xml version="1\.0" encoding="ISO-8859-1"\?>\n<profiles>\n<profile>\n<name>external<\/name>\n[^]*<\/profiles>\n$/,
        )
      },
    ],
    [
      'sofia jsonstatus: every profile, its gateways and facts',
      async (lab) => {
        const text = await lab.api('sofia jsonstatus')
        expect(text).toMatch(
          /^\{\n\t"profiles":\t\{\n\t\t"external":\t\{\n\t\t\t"status":\t\{\n\t\t\t\t"type":\t"profile",\n\t\t\t\t"state":\t"RUNNING",\n/,
        )
        const url = `sip:mod_sofia@127.0.0.1:${lab.ports.external}`
        expect(JSON.parse(text)).toMatchObject({
          profiles: {
            external: {
              status: { 'in-use': 0, data: url },
              gateways: {
                'gw-a': { type: 'gateway', data: `sip:gw-a@${lab.carrier('open')}`, state: 'REGED' },
              },
              info: {
                'domain-name': 'N/A',
                'rtp-ip': ['127.0.0.1'],
                'sip-ip': '127.0.0.1',
                'ext-sip-ip': '',
                url,
                'bind-url': `${url};transport=udp,tcp`,
                'hold-music': '',
                'outbound-proxy': 'N/A',
              },
            },
            internal: { status: { state: 'RUNNING' } },
          },
        })
      },
    ],
    [
      'sofia xmlstatus profile',
      async (lab) => {
        const url = `sip:mod_sofia@127.0.0.1:${lab.ports.external}`
        expect(await lab.api('sofia xmlstatus profile external')).toBe(
          `${HEADER}<profile>\n  <profile-info>\n    <name>external</name>\n    <domain-name>N/A</domain-name>\n    <auto-nat>false</auto-nat>\n` +
            '    <db-name>sofia_reg_external</db-name>\n    <pres-hosts></pres-hosts>\n    <dialplan>XML</dialplan>\n    <context>public</context>\n' +
            '    <challenge-realm>auto_to</challenge-realm>\n    <rtp-ip>127.0.0.1</rtp-ip>\n    <sip-ip>127.0.0.1</sip-ip>\n' +
            `    <url>${url}</url>\n    <bind-url>${url};transport=udp,tcp</bind-url>\n    <hold-music>N/A</hold-music>\n` +
            '    <outbound-proxy>N/A</outbound-proxy>\n    <inbound-codecs></inbound-codecs>\n    <outbound-codecs></outbound-codecs>\n' +
            '    <tel-event>101</tel-event>\n    <dtmf-mode>rfc2833</dtmf-mode>\n    <cng>13</cng>\n    <session-to>0</session-to>\n' +
            '    <max-dialog>0</max-dialog>\n    <max-recv-rps>1000</max-recv-rps>\n    <nomedia>false</nomedia>\n    <late-neg>false</late-neg>\n' +
            '    <proxy-media>false</proxy-media>\n    <aggressive-nat>false</aggressive-nat>\n    <calls-in>0</calls-in>\n    <calls-out>0</calls-out>\n' +
            '    <failed-calls-in>0</failed-calls-in>\n    <failed-calls-out>0</failed-calls-out>\n' +
            '    <registrations>0</registrations>\n  </profile-info>\n</profile>\n',
        )
      },
    ],
  ],
}

/** `[tag of the record, param, its text, what the switch makes of it]` */
const MEANINGS: readonly (readonly [tag: string, params: Readonly<Record<string, string>>, shown: string])[] =
  [
    ['freq', { 'expire-seconds': '3' }, '3600'],
    ['expires', { 'expire-seconds': '3' }, '3'],
    ['freq', { 'expire-seconds': '120s' }, '120'],
    ['pingfreq', { ping: '4' }, '0'],
    ['pingfreq', { ping: '7' }, '7'],
    ['state', { register: 'flase' }, 'NOREG'],
    ['state', { register: '0' }, 'NOREG'],
    ['exten', { extension: 'x&y' }, 'x&amp;y'],
    ['realm', { realm: 'a&b' }, 'a&b'],
    ['from', { 'from-user': 'u', 'from-domain': 'd.example' }, '&lt;sip:u@d.example&gt;'],
    ['context', { context: '' }, ''],
    [
      'contact',
      { 'contact-host': 'h.example', 'contact-params': 'x=1' },
      '&lt;sip:gw+NAME@h.example:PORT;x=1;transport=udp;gw=NAME&gt;',
    ],
    [
      'contact',
      { 'extension-in-contact': 'yes', extension: '12' },
      '&lt;sip:12@127.0.0.1:PORT;transport=udp;gw=NAME&gt;',
    ],
    ['contact', { 'register-transport': 'TCP' }, '&lt;sip:gw+NAME@127.0.0.1:PORT;transport=tcp;gw=NAME&gt;'],
    ['proxy', { proxy: 'sip:p.example' }, 'sip:p.example'],
    ['to', { proxy: 'sip:p.example' }, 'sip:FreeSWITCH@p.example'],
    ['from', { proxy: 'sip:p.example' }, '&lt;sip:FreeSWITCH@sip:p.example&gt;'],
    ['realm', { proxy: '' }, 'NAME'],
    ['scheme', { scheme: '' }, ''],
  ]

function escapeValue(text: string): string {
  return text.replaceAll('&', '&amp;')
}

export const meanings: Scenario = {
  name: 'what a parameter means to the switch',
  external: Object.fromEntries(
    MEANINGS.map(([, params], index) => {
      const written = Object.fromEntries(
        Object.entries(params).map(([key, value]) => [key, escapeValue(value)]),
      )
      return [`${index}.xml`, gatewayXml(`m${index}`, { proxy: 'p.example', register: 'false', ...written })]
    }),
  ),
  steps: MEANINGS.map(([tag, params, shown], index) => [
    `${JSON.stringify(params)} shows as ${tag} ${shown}`,
    async (lab) => {
      const text = await lab.api(`sofia xmlstatus gateway m${index}`)
      const expected = shown.replaceAll('NAME', `m${index}`).replaceAll('PORT', String(lab.ports.external))
      expect(text).toContain(`<${tag}>${expected}</${tag}>`)
    },
  ]),
}
