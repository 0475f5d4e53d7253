import { describeSetting } from '../../src/config/describe-setting.ts'
import {
  PROFILE_SETTINGS,
  UNREAD_SETTINGS,
  whatApplies,
  whatReverts,
  type SettingSpec,
} from '../../src/model/profile-settings.ts'
import { ADDRESS_SETTINGS } from '../../src/model/settings/address-settings.ts'
import { CALL_SETTINGS } from '../../src/model/settings/call-settings.ts'
import { MEDIA_SETTINGS } from '../../src/model/settings/media-settings.ts'
import { PRESENCE_SETTINGS } from '../../src/model/settings/presence-settings.ts'
import { REGISTRATION_SETTINGS } from '../../src/model/settings/registration-settings.ts'
import { STACK_SETTINGS } from '../../src/model/settings/stack-settings.ts'
import { TLS_SETTINGS } from '../../src/model/settings/tls-settings.ts'
import { bullets, code, generatedHead, prose } from './markdown.ts'

const GROUPS: readonly (readonly [title: string, specs: readonly SettingSpec[]])[] = [
  ['Addresses', ADDRESS_SETTINGS],
  ['SIP stack', STACK_SETTINGS],
  ['TLS', TLS_SETTINGS],
  ['Calls', CALL_SETTINGS],
  ['Media', MEDIA_SETTINGS],
  ['Registrations', REGISTRATION_SETTINGS],
  ['Presence', PRESENCE_SETTINGS],
]

const KINDS: Readonly<Record<SettingSpec['kind'], string>> = {
  bool: 'true or false',
  int: 'a whole number',
  seconds: 'seconds',
  milliseconds: 'milliseconds',
  port: 'a port',
  enum: 'one of the words below',
  list: 'one or several of the words below',
  address: 'an IP address',
  text: 'text',
}

/** docs/profile-settings.md */
export function profileSettings(): string {
  const of = (what: string): number => PROFILE_SETTINGS.filter((each) => whatApplies(each) === what).length
  return (
    generatedHead('Profile settings', 'src/model/settings') +
    `All ${PROFILE_SETTINGS.length} settings that FreeSWITCH 1.10 reads of the \`<settings>\` of a profile. In the YAML they stand under
\`profiles.PROFILE.settings\`; one that is not listed there is left as it is.

A rescan brings ${of('rescan')} of them into force, and nobody notices. ${of('restart')} take a restart of the profile, which hangs up its
calls: gwctl plans that only where such a setting changes, and refuses it while calls are in progress unless \`--allow-calls\`
says otherwise. ${of('none')} do nothing at all in FreeSWITCH 1.10. After a setting is taken from disk FreeSWITCH mostly keeps
its last value until a restart: each entry says so.

Never read, though the profiles that come with FreeSWITCH have them: ${UNREAD_SETTINGS.map(code).join(', ')}.

` +
    GROUPS.map(([title, specs]) => `## ${title}\n\n${specs.map(entry).join('\n')}`).join('\n')
  )
}

function entry(spec: SettingSpec): string {
  return `### ${code(spec.name)}\n\n${prose(describeSetting(spec))}\n\n${bullets([
    `Takes ${takes(spec)}.${spec.default === undefined ? '' : ` When absent: ${code(spec.default)}.`}`,
    REVERTS[whatReverts(spec)],
    spec.effect === 'none' ? '' : prose(`Given a bad value, FreeSWITCH ${spec.onBadValue}.`),
    spec.onEmpty === undefined ? '' : prose(`gwctl refuses an empty value: FreeSWITCH ${spec.onEmpty}.`),
    spec.sensitive === true ? 'A secret: its value is shown nowhere.' : '',
    spec.sameAs === undefined ? '' : `FreeSWITCH reads it as ${code(spec.sameAs)}.`,
    `For example ${spec.examples.map(code).join(', ')}.`,
  ])}`
}

function takes({ kind, words = [], separator }: SettingSpec): string {
  const between = separator === undefined ? '' : `, with ${code(separator)} between`
  const or = kind === 'address' || kind === 'port' ? words.map((each) => ` or ${code(each)}`).join('') : ''
  return `${KINDS[kind]}${between}${or}`
}

const REVERTS: Readonly<Record<'rescan' | 'restart' | 'none', string>> = {
  rescan: 'When it is taken from disk, a rescan brings the default back.',
  restart: 'When it is taken from disk, only a restart brings the default back.',
  none: 'FreeSWITCH does nothing with it.',
}
