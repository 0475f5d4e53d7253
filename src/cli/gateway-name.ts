import { GwctlError } from '../errors.ts'
import type { GatewayStatus, SwitchStatus } from '../model/status.ts'
import { closest } from '../config/closest.ts'
import { gatewayPath } from '../model/gateway.ts'

/** `external/acme-1`, `external`, or where a bare name is meant for a gateway, `acme-1`. Throws GW100 for what is neither. */
export function readName(text: string): { readonly first: string; readonly second?: string } {
  const [first = '', second, ...rest] = text.split('/')
  if (first !== '' && second !== '' && rest.length === 0)
    return second === undefined ? { first } : { first, second }
  throw new GwctlError('GW100', `"${text}" is no name of a gateway or profile.`, {
    hint: 'A gateway is PROFILE/GATEWAY, for example external/acme-1.',
  })
}

/** The gateway that `PROFILE/GATEWAY` or a bare name means. Throws GW112 where the switch has none. */
export function findGateway(status: SwitchStatus, text: string): GatewayStatus {
  const { first, second } = readName(text)
  const matches = status.gateways.filter(({ record }) =>
    second === undefined ? record.name === first : record.profile === first && record.name === second,
  )
  const found = matches.find((each) => each.standing === 'live') ?? matches[0]
  if (found !== undefined) return found
  const names = status.gateways.map(({ record }) => gatewayPath(record.profile, record.name))
  throw notThere(
    `gateway ${text}`,
    closest(text, names) ?? names.find((each) => each.endsWith(`/${second ?? first}`)),
  )
}

/** What of the status is meant by `P`. Throws GW112 where no such profile runs. */
export function ofProfile(status: SwitchStatus, name: string): SwitchStatus {
  const profiles = status.profiles.filter((each) => each.name === name)
  if (profiles.length > 0)
    return { ...status, profiles, gateways: status.gateways.filter(({ record }) => record.profile === name) }
  const names = status.profiles.map((each) => each.name)
  const asGateway = status.gateways.find(({ record }) => record.name === name)?.record
  throw notThere(
    `profile ${name}`,
    asGateway === undefined ? closest(name, names) : gatewayPath(asGateway.profile, asGateway.name),
  )
}

function notThere(what: string, meant: string | undefined): GwctlError {
  return new GwctlError('GW112', `The switch has no ${what}.`, {
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}\`gwctl status\` lists what it has.`,
  })
}
