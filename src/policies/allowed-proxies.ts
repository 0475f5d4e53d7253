import type { WrittenValue } from '../model/desired.ts'
import { isInNetworks } from './address.ts'
import { textList, textsOf } from './options.ts'
import { unseen, type Finding, type GatewayRule, type PolicyGateway } from './rule.ts'

export const allowedProxies: GatewayRule = {
  name: 'allowed-proxies',
  about: 'gateway',
  description:
    'Every gateway talks to known carriers only: the hosts of `proxy`, `register-proxy` and `outbound-proxy` are in the lists.',
  options: {
    cidrs: textList('Networks, or single addresses.', ['203.0.113.0/24', '2001:db8::/32']),
    domains: textList('Names; `*.acme.example` stands for everything below, not for the name itself.', [
      'sip.acme.example',
      '*.acme.example',
    ]),
  },
  check(gateway, options) {
    const found = proxiesOf(gateway).flatMap((each): Finding[] => {
      if (each.text === undefined) return [unseen(each)]
      const host = hostOf(each.text)
      const isAllowed =
        isInNetworks(host, textsOf(options, 'cidrs')) ||
        textsOf(options, 'domains').some((domain) => isBelow(host, domain.toLowerCase()))
      return isAllowed ? [] : [notAllowed(each.name, host, each)]
    })
    if (isSet(gateway.param('proxy')) || isSet(gateway.param('realm'))) return found
    // Without a proxy and a realm FreeSWITCH takes the name of the gateway for the host.
    const host = gateway.name.toLowerCase()
    const isAllowed = textsOf(options, 'domains').some((domain) => isBelow(host, domain.toLowerCase()))
    return isAllowed || isInNetworks(host, textsOf(options, 'cidrs'))
      ? found
      : [...found, notAllowed('proxy', host, undefined)]
  },
}

/** An absent or empty proxy is the realm's host. */
function proxiesOf(gateway: PolicyGateway): WrittenValue[] {
  const main = [gateway.param('proxy'), gateway.param('realm')].find(isSet)
  const others = [gateway.param('register-proxy'), gateway.param('outbound-proxy')].filter(isSet)
  return [...(main ? [main] : []), ...others]
}

function isSet(value: WrittenValue | undefined): value is WrittenValue {
  return value !== undefined && value.text !== ''
}

/** `sip:user@host:port;params` and less: the host, in small letters. */
function hostOf(text: string): string {
  const bare = text
    .trim()
    .replace(/^<?sips?:/i, '')
    .replace(/[;?>].*$/s, '')
    .replace(/^.*@/s, '')
  const v6 = /^\[([^\]]*)\](?::\d+)?$/.exec(bare)?.[1]
  return (v6 ?? bare.replace(/:\d+$/, '')).replace(/\.$/, '').toLowerCase()
}

function isBelow(host: string, domain: string): boolean {
  return domain.startsWith('*.')
    ? host.endsWith(domain.slice(1)) && host.length > domain.length - 1
    : host === domain
}

function notAllowed(name: string, host: string, value: WrittenValue | undefined): Finding {
  const message = `its \`${name}\` is ${host}, which is not among the allowed ones`
  return {
    message,
    hint: 'Add it to the lists of the rule if it is a carrier of yours.',
    ...(value && { at: value.at }),
  }
}
