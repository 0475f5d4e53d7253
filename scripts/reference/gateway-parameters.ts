import { describeParam } from '../../src/config/describe-param.ts'
import { CALL_PARAMS } from '../../src/model/call-params.ts'
import { UNREAD_PARAMS, type ParamSpec } from '../../src/model/params.ts'
import { REGISTRATION_PARAMS } from '../../src/model/registration-params.ts'
import { SUBSCRIPTION_PARAMS, type SubscriptionParamSpec } from '../../src/model/subscription-params.ts'
import { bullets, code, generatedHead, prose } from './markdown.ts'

const KINDS: Readonly<Record<ParamSpec['kind'], string>> = {
  bool: 'true or false',
  int: 'a whole number',
  seconds: 'seconds',
  text: 'text',
  host: 'host, or `host:port`, without a scheme; URI parameters may follow after `;`',
  transport: 'one of `udp`, `tcp`, `tls`, `sctp`, `ws`, `wss`',
}

/** docs/gateway-parameters.md */
export function gatewayParameters(): string {
  const groups: readonly (readonly [string, readonly (ParamSpec | SubscriptionParamSpec)[]])[] = [
    ['Account and registration', REGISTRATION_PARAMS],
    ['Calls', CALL_PARAMS],
    ['Subscriptions', SUBSCRIPTION_PARAMS],
  ]
  const unread = UNREAD_PARAMS.map(code).join(', ')
  return (
    generatedHead('Gateway parameters', 'src/model') +
    `Every parameter that FreeSWITCH 1.10 reads of a \`<gateway>\`. They are the keys of a gateway in the YAML, of a
template and of the \`defaults\` of a profile. A changed parameter re-makes its gateway: \`killgw\`, then \`rescan\`; there is no
other way in FreeSWITCH. The profile and its other gateways are not touched.

A gateway also takes \`template\`, \`enabled\`, \`canary\`, \`policy\`, \`variables\`, \`subscriptions\` and \`extra-params\`: see
[the YAML](yaml.md#gateways). FreeSWITCH never reads ${unread}, although its own example has it: gwctl keeps it, with a warning.

` +
    groups
      .map(([title, specs]) => `## ${title}\n\n${introduction(title)}${specs.map(entry).join('\n')}`)
      .join('\n')
  )
}

function introduction(title: string): string {
  return title === 'Subscriptions'
    ? 'Keys of an entry of `subscriptions`, beside `event`, which names the SIP event package.\n\n'
    : ''
}

function entry(spec: ParamSpec | SubscriptionParamSpec): string {
  const alias = 'alias' in spec ? `Also read as ${code(spec.alias)}.` : ''
  const needed = 'requiredToRegister' in spec ? 'Without it a gateway that registers is skipped.' : ''
  const refused = 'refused' in spec ? `gwctl refuses it: ${spec.refused}.` : ''
  const bad = spec.onBadValue === undefined ? '' : `Given a bad value, FreeSWITCH ${spec.onBadValue}.`
  return `### ${code(spec.name)}\n\n${prose(describeParam(spec))}\n\n${bullets([
    `Takes ${KINDS[spec.kind]}.${usual(spec.default)}`,
    prose(needed),
    prose(bad),
    prose(refused),
    alias,
    examples(spec.examples),
  ])}`
}

function usual(text: string | undefined): string {
  if (text === undefined) return ''
  return text === '' ? ' Empty when absent.' : ` When absent: ${code(text)}.`
}

function examples(texts: readonly string[]): string {
  return texts.length === 0 ? '' : `For example ${texts.map(code).join(', ')}.`
}
