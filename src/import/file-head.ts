/** What the first lines of an imported file say. */
export function importedHead(conf: string, secrets: 'inline' | 'env'): string[] {
  return [
    `The gateways under ${conf}, as \`gwctl import\` found them.`,
    '`gwctl plan` shows that they stand as they are written here: it only adopts them, which sets a comment in',
    'their XML. From the first `gwctl apply` on this file says which gateways there are.',
    ...(secrets === 'env'
      ? ['Passwords are not in it: ${env:NAME} takes them from the environment.']
      : [
          'It holds passwords as they stand in the XML: `gwctl import --secrets env` moves them to a file of their own.',
        ]),
  ]
}

/** What the first lines of a file by `gwctl init` say: how to go on, and how a gateway is written. */
export const INIT_HEAD: readonly string[] = [
  'The SIP gateways of a FreeSWITCH, for gwctl. Check this file with `gwctl validate`, see what it would change with',
  '`gwctl plan`, and do that with `gwctl apply`.',
  '',
  "Keys of a gateway are FreeSWITCH's own parameter names; an editor with YAML support completes and explains them. For example:",
  '',
  '  templates:',
  '    acme: { proxy: sip.acme.example, expire-seconds: 600 }',
  '  profiles:',
  '    external:',
  '      defaults: { ping: 25 }',
  '      gateways:',
  '        acme-1:',
  '          template: acme',
  '          username: alice',
  '          password: ${env:ACME_1_PASSWORD}   # or ${file:/run/secrets/acme-1}',
  '        acme-2:',
  '          proxy: 203.0.113.7',
  '          register: false',
  '',
  'A gateway that is named here is owned whole: a parameter that is not written here is taken off the XML. One that is',
  'not named is left alone, unless gwctl wrote or adopted it: then it is deleted. Host, port and password of the event',
  'socket come from autoload_configs/event_socket.conf.xml, or from `freeswitch: { conf: ..., event-socket: { ... } }`.',
]
