import { findSecretValues } from '../../src/xml/secret-values.ts'

const known = (gateway: string): ReadonlySet<string> => new Set(gateway === 'acme' ? ['username', 'pin'] : [])

function hidden(text: string): string[] {
  return findSecretValues(text, known).map(({ start, end }) => text.slice(start, end))
}

describe('findSecretValues', () => {
  it.each([
    ['a password', '<param name="password" value="S1"/>', ['S1']],
    ['the other way round', "<param value='S1' name='password'/>", ['S1']],
    ['a name with an entity in it', '<param name="&#112;assword" value="S1"/>', ['S1']],
    ['a variable named like one', '<variable name="sip_auth_password" value="S1" direction="both"/>', ['S1']],
    ['a preprocessor setting', '<X-PRE-PROCESS cmd="set" data="acme_password=S1"/>', ['S1']],
    [
      'another setting',
      '<X-PRE-PROCESS cmd="set" data="domain=d"/><X-PRE-PROCESS cmd="include" data="x"/>',
      [],
    ],
    ['a setting without data', '<X-PRE-PROCESS cmd="set"/>', []],
    ['a note in a comment', '<!-- old password: S1, pw=S2 -->', ['S1,', 'S2']],
    ['another comment', '<!-- ask for the password at the desk -->', []],
    ['a harmless param', '<param name="proxy" value="p"/>', []],
    ['a param without a value', '<param name="password"/><param value="x"/>', []],
    ['a password in a URI', '<param name="outbound-proxy" value="sip:u:S1@h:5060"/>', ['S1']],
    ['a URI without one', '<param name="outbound-proxy" value="sip:u@h:5060"/>', []],
    ['a bracket in a value', '<param name="x" value="a>b"/><param name="secret" value="S>1"/>', ['S>1']],
  ])('%s', (_what, text, values) => {
    expect(hidden(text)).toEqual(values)
  })

  it('knows of each gateway what came from secrets', () => {
    const gateway = (name: string): string =>
      `<gateway name="${name}"><param name="username" value="${name}-user"/><variable name="pin" value="${name}-pin"/></gateway>`
    expect(hidden(`${gateway('acme')}<gateway>${gateway('beta')}`)).toEqual(['acme-user', 'acme-pin'])
  })

  it('comes through odd markup', () => {
    expect(hidden(`<param ${'"'.repeat(50_000)}<!--${'<param '.repeat(50_000)}`)).toEqual([])
  })

  it('takes the first of two equal attributes, as FreeSWITCH does', () => {
    expect(hidden('<param name="password" name="x" value="S1" value="y"/>')).toEqual(['S1'])
  })
})

describe('findSecretValues, of settings', () => {
  const names = (place: string): ReadonlySet<string> => {
    if (place === 'external/') return new Set(['context'])
    if (place === '/') return new Set(['context', 'debug'])
    return new Set(place === 'gw' ? ['realm'] : [])
  }
  const find = (text: string): string[] =>
    findSecretValues(text, names).map(({ start, end }) => text.slice(start, end))

  it('hides those of their profile, in any case, beside gateways', () => {
    const settings = '<settings><param name="Context" value="S1"/><param name="debug" value="0"/></settings>'
    const gateways = '<gateways><gateway name="gw"><param name="realm" value="S2"/></gateway></gateways>'
    expect(find(`<profiles><profile name="external">${gateways}${settings}</profile>`)).toEqual(['S2', 'S1'])
    expect(find(`<profile name="other">${settings}</profile>`)).toEqual([])
  })

  it('hides those of any profile in a file of settings alone', () => {
    expect(find('<param name="debug" value="S1"/><param name="realm" value="r"/>')).toEqual(['S1'])
    expect(find('<settings><param name="context" value="S1"/></settings>')).toEqual(['S1'])
  })

  it('hides a database and a passphrase by their names', () => {
    expect(find('<param name="odbc-dsn" value="S1"/><param name="tls-passphrase" value="S2"/>')).toEqual([
      'S1',
      'S2',
    ])
  })
})
