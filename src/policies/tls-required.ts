import { unseen, type GatewayRule } from './rule.ts'

export const tlsRequired: GatewayRule = {
  name: 'tls-required',
  about: 'gateway',
  description:
    'Every gateway signals over TLS: its `register-transport`, which is that of its calls, too, is tls.',
  options: {},
  check(gateway) {
    const transport = gateway.param('register-transport')
    if (transport !== undefined && transport.text === undefined) return [unseen(transport)]
    const text = transport?.text ?? 'udp'
    if (text.toLowerCase() === 'tls') return []
    const finding = { message: `it signals over ${text}`, hint: 'Write `register-transport: tls`.' }
    return [{ ...finding, ...(transport && { at: transport.at }) }]
  },
}
