import {
  canonicalSettingName,
  PROFILE_SETTINGS,
  settingSpec,
  UNREAD_SETTINGS,
  whatApplies,
  whatReverts,
  type SettingEffect,
} from '../../src/model/profile-settings.ts'
import { readBool, readInt } from '../../src/model/read-values.ts'

function count(effect: SettingEffect): number {
  return PROFILE_SETTINGS.filter((spec) => spec.effect === effect).length
}

describe('PROFILE_SETTINGS', () => {
  it('names the 231 settings of FreeSWITCH 1.10.12, each once', () => {
    expect(new Set(PROFILE_SETTINGS.map((spec) => spec.name.toLowerCase())).size).toBe(231)
    expect(PROFILE_SETTINGS).toHaveLength(231)
  })

  it('knows what brings each into force', () => {
    expect({
      rescan: count('rescan'),
      restart: count('restart'),
      partial: count('partial'),
      none: count('none'),
    }).toEqual({ rescan: 156, restart: 56, partial: 13, none: 6 })
    const reverting = PROFILE_SETTINGS.filter((spec) => spec.removal === 'reverts')
    expect(reverting).toHaveLength(11)
  })

  it.each(PROFILE_SETTINGS.map((spec) => [spec.name, spec] as const))(
    'describes %s in full',
    (name, spec) => {
      expect(spec.description).toMatch(/^[A-Z].{10,110}\.$/)
      expect(spec.source).toMatch(/^sofia\.c:\d{4}$/)
      expect(spec.examples.length).toBeGreaterThan(0)
      expect(UNREAD_SETTINGS).not.toContain(name)
      // A partial one has to say which part.
      if (spec.effect === 'partial') expect(spec.note).toMatch(/restart|created again/)
      if (spec.note !== undefined) expect(spec.note).toMatch(/^[A-Z].*\.$/)
      if (spec.sameAs !== undefined) expect(settingSpec(spec.sameAs)?.sameAs).toBe(name)
      for (const value of [spec.default, ...spec.examples])
        if (value !== undefined) expect(fits(name, value)).toBe(true)
    },
  )

  it.each<[name: string, applies: string, reverts: string]>([
    ['sip-port', 'restart', 'restart'],
    ['SIP-Port', 'restart', 'restart'],
    ['ext-sip-ip', 'restart', 'restart'],
    ['debug', 'rescan', 'restart'],
    ['pass-callee-id', 'rescan', 'rescan'],
    ['apply-inbound-acl', 'rescan', 'rescan'],
    ['max-recv-requests-per-second', 'restart', 'restart'],
    ['max-calls', 'none', 'none'],
  ])('%s: %s applies it, %s its removal', (name, applies, reverts) => {
    const spec = settingSpec(name)
    expect(spec && whatApplies(spec)).toBe(applies)
    expect(spec && whatReverts(spec)).toBe(reverts)
  })

  it('finds a setting whatever the case of its name', () => {
    expect(settingSpec('timer-t1')?.name).toBe('timer-T1')
    expect(settingSpec('constructor')).toBeUndefined()
    expect(settingSpec('delete-subs-on-register')).toBeUndefined()
    expect(canonicalSettingName('ndlb-FORCE-rport')).toBe('NDLB-force-rport')
    expect(canonicalSettingName('Delete-Subs-On-Register')).toBe('delete-subs-on-register')
    expect(canonicalSettingName('X-own')).toBe('X-own')
  })

  it('knows of which FreeSWITCH takes several, and which are secrets', () => {
    const several = PROFILE_SETTINGS.filter((spec) => spec.several !== undefined).map((spec) => spec.name)
    expect(several.sort()).toEqual([
      'alias',
      'apply-candidate-acl',
      'apply-inbound-acl',
      'apply-nat-acl',
      'apply-proxy-acl',
      'apply-register-acl',
      'media-option',
      'rtp-ip',
    ])
    const secret = PROFILE_SETTINGS.filter((spec) => spec.sensitive).map((spec) => spec.name)
    expect(secret).toEqual(['odbc-dsn', 'tls-passphrase'])
  })
})

/** Whether FreeSWITCH takes the value as it is written. */
function fits(name: string, value: string): boolean {
  const spec = settingSpec(name)
  const isWord = (word: string): boolean =>
    spec?.words?.some((each) => each.toLowerCase() === word.toLowerCase()) ?? false
  switch (spec?.kind) {
    case undefined:
      return false
    case 'bool':
      return value === String(readBool(value))
    case 'int':
    case 'seconds':
    case 'milliseconds':
    case 'port': {
      const number = readInt(value)
      return (
        isWord(value) ||
        (String(number) === value && number >= (spec.minimum ?? 0) && number <= (spec.maximum ?? number))
      )
    }
    case 'enum':
      return isWord(value) || (spec.orBool === true && value === String(readBool(value)))
    case 'list':
      return value.split(spec.separator ?? ',').every(isWord)
    case 'address':
    case 'text':
      return value !== ''
  }
}
