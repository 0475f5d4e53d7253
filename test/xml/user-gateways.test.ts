import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { conf, EXTERNAL, FREESWITCH_XML } from './conf-fixture.ts'

const TRUNK = '<param name="register" value="false"/>'

function user(id: string, gateway: string, inside = TRUNK): string {
  return `<user id="${id}">\n<gateways>\n<gateway name="${gateway}">\n${inside}\n</gateway>\n</gateways>\n</user>\n`
}

/** As vanilla has it: users in files of their own, in a group. */
const DOMAIN = `<domain name="Home.example">
${user('direct', 'of-direct')}
<groups>
<group name="default">
<users>
<X-PRE-PROCESS cmd="include" data="directory/default/*.xml"/>
</users>
</group>
</groups>
</domain>
<domain name="other.example">
${user('far', 'of-far')}
</domain>
`
const USERS = {
  'vars.xml': '<include>\n<X-PRE-PROCESS cmd="set" data="provider=example.com"/>\n</include>\n',
  'directory/default/a.xml': `<include>\n${user('a', '$${provider}')}</include>\n`,
  'directory/default/b.xml': `<include>\n${user('b', 'no-password', '<param name="username" value="u"/>')}</include>\n`,
  'directory/default/c.xml': '<include>\n<user id="c">\n<gateways>\n</gateways>\n</user>\n</include>\n',
  // As nearly all users are.
  'directory/default/d.xml': '<include>\n<user id="d">\n<params>\n</params>\n</user>\n</include>\n',
}

/** The names that these `<domain>` elements of the profile bring into it. */
function namesFor(domains: string, more: Record<string, string> = {}): readonly string[] | undefined {
  const files = conf({
    'freeswitch.xml': FREESWITCH_XML.replace(
      '</document>',
      `<section name="directory">\n${DOMAIN}</section>\n</document>`,
    ),
    'sip_profiles/external.xml': EXTERNAL.replace(
      '<gateways>',
      `<domains>\n${domains}\n</domains>\n<gateways>`,
    ),
    ...USERS,
    ...more,
  })
  return readDisk(readFromMemory(files)).profiles[0]?.userGateways?.map((each) => each.name)
}

describe('gateways of users of the directory', () => {
  it('come into a profile that asks for all domains, with the file of their user', () => {
    const domains = '<domain name="ALL" alias="false" parse="true"/>'
    expect(namesFor(domains)).toEqual(['of-direct', 'example.com', 'of-far'])
  })

  it.each<[domains: string, names: readonly string[] | undefined]>([
    ['<domain name="home.EXAMPLE" parse="true"/>', ['of-direct', 'example.com']],
    ['<domain name="other.example" parse="yes"/>\n<domain name="home.example" parse="false"/>', ['of-far']],
    ['<domain name="all" alias="true" parse="false"/>', undefined],
    ['<domain name="all"/>', undefined],
    ['<domain parse="true"/>', undefined],
    ['<domain name="nowhere.example" parse="true"/>', undefined],
    ['', undefined],
  ])('%s', (domains, names) => expect(namesFor(domains)).toEqual(names))

  it('are none where there is no directory', () => {
    const domains = '<domain name="all" parse="true"/>'
    expect(namesFor(domains, { 'freeswitch.xml': FREESWITCH_XML })).toBeUndefined()
  })
})
