import { readEventSocketConf } from '../../src/freeswitch/event-socket-conf.ts'

const GLOBALS = new Map([
  ['secret', 'a&b'],
  ['port', '8999'],
])

function conf(...params: [name: string, value: string][]): string {
  const lines = params.map(([name, value]) => `    <param name="${name}" value="${value}"/>`)
  return `<configuration name="event_socket.conf" description="Socket Client">\n  <settings>\n${lines.join('\n')}\n  </settings>\n</configuration>\n`
}

describe('readEventSocketConf', () => {
  it('reads host, port and password as FreeSWITCH does', async () => {
    const text = conf(
      ['nat-map', 'false'],
      ['listen-ip', '10.0.0.5'],
      ['listen-port', '$${port}'],
      ['password', 'old'],
      ['password', '$${secret}&amp;&quot;&lt;'],
    )
    expect(await readEventSocketConf(text, GLOBALS)).toEqual({
      host: '10.0.0.5',
      port: 8999,
      password: 'a&b&"<',
    })
  })

  it('reads bytes as UTF-8', async () => {
    const bytes = Buffer.from(conf(['password', 'grün'])).toString('latin1')
    expect(await readEventSocketConf(bytes, GLOBALS)).toMatchObject({ password: 'grün' })
  })

  it.each([
    ['nothing', conf()],
    ['no settings', '<configuration name="EVENT_SOCKET.conf"/>'],
    ['empty values', conf(['listen-ip', ''], ['listen-port', ''], ['password', ''])],
    ['an unknown variable', conf(['password', '$${nope}'])],
    ['a comment', conf().replace('<settings>', '<settings><!-- <param name="password" value="x"/> -->')],
    ['an include around it', `<include>\n${conf()}</include>\n`],
  ])('takes the defaults for %s', async (_, text) => {
    expect(await readEventSocketConf(text, GLOBALS)).toEqual({
      host: '127.0.0.1',
      port: 8021,
      password: 'ClueCon',
    })
  })

  it.each([
    ['0.0.0.0', '127.0.0.1'],
    ['::', 'localhost'],
    ['::1', '::1'],
    ['switch.example', 'switch.example'],
  ])('reaches a socket that listens on %s at %s', async (listen, host) => {
    expect(await readEventSocketConf(conf(['listen-ip', listen]), GLOBALS)).toMatchObject({ host })
  })

  it.each([
    ['no file', undefined, 'does not exist'],
    ['a DOCTYPE', `<!DOCTYPE x>${conf()}`, 'DOCTYPE'],
    ['no XML', 'a <b <c', 'event_socket.conf'],
    ['another configuration', conf().replace('event_socket', 'sofia'), 'holds no <configuration'],
    ['a port that is none', conf(['listen-port', '99999']), '"99999"'],
    ['what only the switch knows', conf(['listen-ip', '$${local_ip_v4}']), 'listen-ip'],
  ])('tells of %s', async (_, text, message) => {
    await expect(readEventSocketConf(text, GLOBALS)).rejects.toMatchObject({
      code: 'GW106',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('freeswitch.event-socket'),
    })
  })

  it.each(['8021x', '0', 'abc'])('reads the port %j as FreeSWITCH does', async (port) => {
    expect(await readEventSocketConf(conf(['listen-port', port]), GLOBALS)).toMatchObject({ port: 8021 })
  })
})
