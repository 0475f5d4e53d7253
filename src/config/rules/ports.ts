import type { Field } from '../document.ts'
import { problem, type Problem } from '../problem.ts'
import type { Value } from '../secrets.ts'
import type { GatewayView } from './rule.ts'

/** Parameters of a gateway and settings of a profile that are a host, in which a port may stand. */
const HOSTS: ReadonlySet<string> = new Set([
  'proxy',
  'register-proxy',
  'outbound-proxy',
  'from-domain',
  'contact-host',
  'alias',
])

/** A host with a port that no socket has. */
export function badPort(field: Field, value: Value, { name, kind }: Spec): Problem | undefined {
  const isStun = kind === 'address' && /^stun:/i.test(value.text)
  return isStun || HOSTS.has(name) ? portOutOfRange(field, value) : undefined
}

interface Spec {
  readonly name: string
  readonly kind: string
}

/** The realm is where the gateway calls when it has no proxy (sofia.c:4028-4030). */
export function badPortOfRealm({ gateway, value }: GatewayView): Problem | undefined {
  const field = gateway.params.get('realm')
  const realm = value('realm')
  if (field === undefined || realm === undefined || (value('proxy')?.text ?? '') !== '') return undefined
  return portOutOfRange(field, realm)
}

function portOutOfRange(field: Field, value: Value): Problem | undefined {
  const port = value.known ? HOST_WITH_PORT.exec(value.text)?.[1] : undefined
  if (port === undefined || (Number(port) >= 1 && Number(port) <= 65535)) return undefined
  const quoted = value.fromSecret ? '' : ` (${port.slice(0, 20)})`
  const message = `The port in \`${field.name}\` is out of range${quoted}.`
  return problem('GW103', field.node.at, message, 'Write a port from 1 to 65535, or none.')
}

/** `host:port` or `[IPv6]:port`, be it behind a scheme or a user, or before parameters of a URI. */
const HOST_WITH_PORT = /^(?:(?:sips?|stun):)?(?:[^@]*@)?(?:\[[^\]]*\]|[^:[\]]*):(\d+)(?:[;?].*)?$/i
