/** An event as the model fires it; the core's own headers (Core-UUID, dates ...) are added when it is sent. */
export interface SwitchEvent {
  /** `CUSTOM`, `PUBLISH`, `API` ... */
  readonly name: string
  /** Of CUSTOM: `sofia::gateway_add` ... */
  readonly subclass?: string
  /** Microseconds since the epoch. */
  readonly timestamp: number
  /** Position in the life of the process. */
  readonly sequence: number
  /** The place in FreeSWITCH's sources that fires it (1.10.12). */
  readonly origin: Origin
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}

/** Event-Calling-File, -Function and -Line-Number. */
export type Origin = readonly [file: string, call: string, line: number]

/** An event without what the moment of firing adds. */
export type EventDraft = Omit<SwitchEvent, 'timestamp' | 'sequence'>

export function gatewayAdded(gateway: string, profile: string): EventDraft {
  return custom(
    'gateway_add',
    ['sofia_reg.c', 'sofia_reg_add_gateway', 3723],
    [
      ['Gateway', gateway],
      ['profile-name', profile],
    ],
  )
}

export function gatewayDeleted(gateway: string, profile: string): EventDraft {
  return custom(
    'gateway_delete',
    ['sofia_reg.c', 'sofia_reg_check_gateway', 343],
    [
      ['profile-name', profile],
      ['Gateway', gateway],
    ],
  )
}

/** Carries no profile: gateways of the same name cannot be told apart (sofia_reg.c:153-174). */
export function gatewayState(
  gateway: { name: string; state: string; status: string; network?: { ip: string; port: number } },
  answer?: { status: number; phrase: string },
): EventDraft {
  const { network } = gateway
  return custom(
    'gateway_state',
    ['sofia_reg.c', 'sofia_reg_fire_custom_gateway_state_event', 156],
    [
      ['Gateway', gateway.name],
      ['State', gateway.state],
      ['Ping-Status', gateway.status],
      ...pairs(
        network && { 'Register-Network-IP': network.ip, 'Register-Network-Port': String(network.port) },
      ),
      ...pairs(answer && { Phrase: answer.phrase, Status: String(answer.status) }),
    ],
  )
}

export function profileStarted(profile: { name: string; url: string }): EventDraft {
  return custom('profile_start', ['sofia.c', 'config_sofia', 6352], profileHeaders(profile))
}

/** PUBLISH and UNPUBLISH: the SIP stack of a profile stands, or is gone. */
export function published(
  name: 'PUBLISH' | 'UNPUBLISH',
  profile: { name: string; url: string; port: number },
): EventDraft {
  return {
    name,
    origin: ['sofia.c', 'sofia_profile_thread_run', name === 'PUBLISH' ? 3442 : 3552],
    headers: [
      ['service', '_sip._udp,_sip._tcp,_sip._sctp'],
      ['port', String(profile.port)],
      ...profileHeaders(profile),
    ],
  }
}

/** A profile could not start; `line` tells why: 3321 the port is taken, 4577 no settings, 6360 no sip-ip. */
export function startFailed(profile: { name: string; url?: string }, line: 3321 | 4577 | 6360): EventDraft {
  return {
    name: 'FAILURE',
    origin: ['sofia.c', 'sofia_perform_profile_start_failure', 2923],
    headers: [
      ['module_name', 'mod_sofia'],
      ['profile_name', profile.name],
      ...pairs(profile.url === undefined ? undefined : { profile_uri: profile.url }),
      ['failure_message', 'Profile failed to start.'],
      ['file', 'sofia.c'],
      ['line', String(line)],
    ],
  }
}

export function xmlReloaded(): EventDraft {
  return { name: 'RELOADXML', origin: ['switch_xml.c', 'switch_xml_open_root', 2385], headers: [] }
}

/** Fired for every api command: its arguments are there for every subscriber to see. */
export function apiCalled(command: string, argument: string): EventDraft {
  return {
    name: 'API',
    origin: ['switch_loadable_module.c', 'switch_api_execute', 2954],
    headers: [
      ['API-Command', command],
      ...pairs(argument === '' ? undefined : { 'API-Command-Argument': argument }),
    ],
  }
}

export function jobDone(job: {
  uuid: string
  command: string
  argument: string
  output: string
}): EventDraft {
  return {
    name: 'BACKGROUND_JOB',
    origin: ['mod_event_socket.c', 'api_exec', 1572],
    headers: [
      ['Job-UUID', job.uuid],
      ['Job-Command', job.command],
      ...pairs(job.argument === '' ? undefined : { 'Job-Command-Arg': job.argument }),
    ],
    body: job.output,
  }
}

function custom(subclass: string, origin: Origin, headers: EventDraft['headers']): EventDraft {
  return { name: 'CUSTOM', subclass: `sofia::${subclass}`, origin, headers }
}

function profileHeaders({ name, url }: { name: string; url: string }): [string, string][] {
  return [
    ['module_name', 'mod_sofia'],
    ['profile_name', name],
    ['profile_uri', url],
  ]
}

function pairs(record: Readonly<Record<string, string>> | undefined): [string, string][] {
  return Object.entries(record ?? {})
}
