import { meaningIn, settingMeaning, valuesOf } from '../../src/plan/setting-meaning.ts'
import { disk } from '../support/plan-world.ts'

const NONE = new Map<string, string>()

describe('settingMeaning', () => {
  it.each<[name: string, a: readonly string[], b: readonly string[]]>([
    ['booleans by what FreeSWITCH reads', ['auth-calls', 'yes'], ['auth-calls', 'TRUE']],
    ['names without case', ['Auth-Calls', 'no'], ['auth-calls', 'false']],
    ['numbers by what atoi makes of them', ['max-proceeding', '0100'], ['max-proceeding', '100 calls']],
    ['the last of several', ['user-agent-string', 'a', 'b'], ['user-agent-string', 'b']],
    ['entities', ['user-agent-string', 'a &amp; b'], ['user-agent-string', 'a & b']],
    ['variables that are set', ['user-agent-string', '$${agent}'], ['user-agent-string', 'gwctl']],
    ['a name that nobody knows, as text', ['nonsense', 'x'], ['nonsense', 'x']],
  ])('takes as equal: %s', (_, [name = '', ...values], [other = '', ...others]) => {
    const globals = new Map([['agent', 'gwctl']])
    expect(settingMeaning(name, values, globals)).toBe(settingMeaning(other, others, globals))
  })

  it.each<[name: string, a: readonly string[], b: readonly string[]]>([
    ['another port', ['sip-port', '5080'], ['sip-port', '5081']],
    ['the order of what FreeSWITCH takes several of', ['alias', 'a', 'b'], ['alias', 'b', 'a']],
    ['a number and a word', ['max-proceeding', 'many'], ['max-proceeding', '0']],
    ['what is written empty and what is not written', ['sip-port', ''], ['sip-port']],
  ])('tells apart: %s', (_, [name = '', ...values], [other = '', ...others]) => {
    expect(settingMeaning(name, values, NONE)).not.toBe(settingMeaning(other, others, NONE))
  })
})

describe('what a profile says', () => {
  const [profile] = disk(
    {},
    { settings: '<param name="Alias" value="a"/>\n<param name="alias" value="b"/>\n' },
  ).profiles

  it('is every value of a name, where they were read', () => {
    const several = { ...profile, settingValues: new Map([['alias', ['a', 'b']]]) } as NonNullable<
      typeof profile
    >
    expect(valuesOf(several, 'Alias')).toEqual(['a', 'b'])
  })

  it('is nothing of a profile that does not stand', () => {
    expect(valuesOf(undefined, 'alias')).toEqual([])
    expect(meaningIn(undefined, 'alias', NONE)).toBeUndefined()
    expect(meaningIn(profile, 'sip-ip', NONE)).toBeUndefined()
    expect(meaningIn(profile, 'sip-port', NONE)).toBe('5080')
  })
})
