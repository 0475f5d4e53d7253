import { readConf } from '../../src/sandbox/conf.ts'
import type { CarrierOptions } from '../../src/sandbox/registrar.ts'
import { CannotInitialize, createSwitch, type Switch } from '../../src/sandbox/switch.ts'

const SETTINGS =
  '<settings>\n<param name="sip-ip" value="127.0.0.1"/>\n<param name="sip-port" value="PORT"/>\n</settings>'

function start(
  profiles: string,
  carriers: Record<string, CarrierOptions> = {},
  busy: readonly number[] = [],
): Switch {
  let uuids = 0
  const text = `<document>\n<section name="configuration">\n<configuration name="sofia.conf">\n<profiles>\n${profiles}\n</profiles>\n</configuration>\n</section>\n</document>\n`
  const reader = {
    read: (path: string) => (path === 'freeswitch.xml' ? { text } : { error: 'no such file' }),
    glob: () => ({ paths: [] }),
  }
  return createSwitch({
    readConf: (globals) => readConf(reader, globals),
    start: 1_000_000,
    carriers,
    isBusy: (_ip, port) => busy.includes(port),
    createUuid: () => `uuid-${++uuids}`,
  })
}

function profile(name: string, port: number, inside = '', settings = ''): string {
  return `<profile name="${name}">\n${SETTINGS.replace('PORT', String(port)).replace('</settings>', `${settings}</settings>`)}\n${inside}\n</profile>`
}

const GATEWAY = (name: string, more = '') =>
  `<gateway name="${name}">\n<param name="username" value="${name}"/>\n<param name="password" value="p"/>\n<param name="proxy" value="c:5060"/>\n${more}</gateway>\n`

describe('createSwitch', () => {
  it('does not start on a configuration that does not parse', () => {
    expect(() => start('<oops>')).toThrow(CannotInitialize)
    expect(() => start('<oops>')).toThrow(
      /^Cannot Initialize \[\[error near line \d+\]: unexpected closing tag <\/profiles>\]$/,
    )
  })

  it('stands still until told to move', () => {
    const model = start(profile('p', 5080))
    expect(model.api('sofia status').text).toContain('0 profiles 0 aliases')
    model.advance(model.now() + 100)
    expect(model.api('sofia status').text).toContain('1 profile 0 aliases')
  })

  it('works at once when events wake the workers, one worker an event', () => {
    const model = start(profile('p', 5080, `<gateways>\n${GATEWAY('g')}</gateways>`) + profile('q', 5090))
    model.advance(model.now() + 100)
    const seen: string[] = []
    model.onEvent(({ name, headers }) => {
      if (name === 'CUSTOM') seen.push(Object.fromEntries(headers)['State'] ?? '')
    })
    const wake = (times: number): void => {
      for (let count = 0; count < times; count++) {
        model.fire({ name: 'TRAP', origin: ['mod_event_socket.c', 'read_packet', 1], headers: [] })
        model.advance(model.now() + 3)
      }
    }
    wake(10)
    expect(seen).toEqual([])
    wake(10)
    expect(seen[0]).toBe('TRYING')
    expect(model.now()).toBeLessThan(1_000_000 + 300)
  })

  it('lets a silent carrier run into the time-out of the SIP stack when that is shorter', () => {
    const model = start(profile('p', 5080, `<gateways>\n${GATEWAY('g')}</gateways>`), {
      '*': { down: 'silent' },
    })
    const seen: string[] = []
    model.onEvent(({ headers }) => {
      const of = Object.fromEntries(headers)
      if (of['State'] === 'FAILED')
        seen.push(`${of['Status'] ?? ''} ${Math.round((model.now() - 1_001_010) / 1000)}`)
    })
    model.advance(model.now() + 40_000)
    expect(seen).toEqual(['408 32'])
  })

  it('credits a late answer to whoever has the name: REGED without a REGISTER of its own', () => {
    const model = start(profile('p', 5080, `<gateways>\n${GATEWAY('g')}</gateways>`), { '*': { delay: 400 } })
    model.advance(model.now() + 1500)
    expect(model.api('sofia xmlstatus gateway g').text).toContain('TRYING')
    model.api('sofia profile p killgw g')
    model.api('sofia profile p rescan')
    model.advance(model.now() + 800)
    expect(model.api('sofia xmlstatus gateway g').text).toMatch(/<state>REG/)
    model.advance(model.now() + 5000)
    expect(model.api('sofia xmlstatus gateway g').text).toContain('<state>REGED</state>')
    expect(model.bindings()).toEqual([])
  })

  it('is refreshed by the SIP stack before the binding expires', () => {
    const model = start(
      profile(
        'p',
        5080,
        `<gateways>\n${GATEWAY('g', '<param name="expire-seconds" value="60"/>\n')}</gateways>`,
      ),
    )
    for (let second = 0; second < 600; second++) {
      model.advance(model.now() + 1000)
      if (second > 2) expect(model.bindings()).toHaveLength(1)
    }
  })

  it('does not go down with a profile that cannot start, unless told to', () => {
    const halted: string[] = []
    const mild = start(profile('p', 5080), {}, [5080])
    mild.onHalt(() => halted.push('mild'))
    const harsh = start(profile('p', 5080, '', '<param name="shutdown-on-fail" value="true"/>\n'), {}, [5080])
    harsh.onHalt(() => halted.push('harsh'))
    mild.advance(mild.now() + 20_000)
    harsh.advance(harsh.now() + 20_000)
    expect(halted).toEqual(['harsh'])
  })

  it('a start while the old instance still stops has to wait for the port', () => {
    const model = start(profile('p', 5080))
    model.advance(model.now() + 11_000)
    const published: number[] = []
    const stopped = model.now()
    model.onEvent(({ name }) => {
      if (name === 'PUBLISH') published.push(Math.round((model.now() - stopped) / 1000))
    })
    model.api('sofia profile p stop')
    expect(model.api('sofia profile p start').text).toContain('p started successfully')
    model.advance(model.now() + 12_000)
    expect(published).toEqual([5])
  })

  it('a stop with wait answers when the stack is gone', () => {
    const model = start(profile('p', 5080))
    model.advance(model.now() + 11_000)
    expect(model.api('sofia profile p stop wait')).toEqual({
      text: 'Reload XML [Success]\nstopping: p',
      after: 1700,
    })
  })

  it('adds a thousand gateways and kills them again, binding by binding', () => {
    const many = Array.from({ length: 1000 }, (_, index) => GATEWAY(`g${index}`)).join('')
    const model = start(profile('p', 5080, `<gateways>\n${many}</gateways>`))
    model.advance(model.now() + 3000)
    expect(model.bindings()).toHaveLength(1000)
    for (let index = 0; index < 1000; index++) model.api(`sofia profile p killgw p::g${index}`)
    model.advance(model.now() + 2000)
    expect(model.bindings()).toHaveLength(0)
    expect(model.api('sofia xmlstatus gateway').text).toBe(
      '<?xml version="1.0" encoding="ISO-8859-1"?>\n<gateways>\n</gateways>\n',
    )
  })
})

describe('api sandbox', () => {
  it('shows what the carriers hold and changes how they behave', () => {
    const model = start(profile('p', 5080, `<gateways>\n${GATEWAY('g')}</gateways>`))
    model.advance(model.now() + 3000)
    expect(model.api('sandbox bindings').text).toBe(
      'c:5060 sip:g@c:5060 <sip:gw+g@127.0.0.1:5080;transport=udp;gw=g> 3599s\n1 binding\n',
    )
    expect(model.api('sandbox carrier c:5060 refused').text).toBe('+OK\n')
    model.api('sofia profile p register g')
    model.advance(model.now() + 1500)
    expect(model.api('sofia xmlstatus gateway g').text).toMatch(/<state>FAIL/)
  })

  it('pretends calls', () => {
    const model = start(profile('p', 5080))
    model.advance(model.now() + 100)
    expect(model.api('sandbox calls p 3').text).toBe('+OK\n')
    expect(model.api('show channels count').text).toBe('\n3 total.\n')
    expect(model.api('sofia status').text).toContain('RUNNING (3)')
    expect(model.api('sandbox').text).toMatch(/^USAGE:/)
    expect(model.api('sandbox calls nope 3').text).toMatch(/^USAGE:/)
    expect(model.api('sandbox carrier c:5060 nope').text).toMatch(/^USAGE:/)
  })
})
