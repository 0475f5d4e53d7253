/** What the running switch reports over its event socket. */
export interface Live {
  /** Identity of the FreeSWITCH process (Core-UUID); a restart changes it. */
  readonly coreUuid: string
  /** `1.10.12-release`. */
  readonly version: string
  readonly profiles: readonly LiveProfile[]
  /** Every record of `sofia xmlstatus gateway`: also ones marked deleted and ghosts, hence possibly equal names. */
  readonly gateways: readonly LiveGateway[]
  /** `global_getvar`: needed to know what `$${local_ip_v4}` and the like stand for. */
  readonly globals: ReadonlyMap<string, string>
}

export interface LiveProfile {
  readonly name: string
  /** RUNNING, or DOWN while it stops or starts (`sofia jsonstatus`). */
  readonly state: string
  /** Calls in progress. */
  readonly calls?: number
}

/** One record of `sofia xmlstatus gateway`, texts as FreeSWITCH prints them. Times in seconds unless named otherwise. */
export interface LiveGateway {
  readonly name: string
  readonly profile: string
  readonly scheme: string
  readonly realm: string
  readonly username: string
  /** Only whether there is one. */
  readonly password: boolean
  readonly from: string
  readonly contact: string
  readonly exten: string
  readonly to: string
  readonly proxy: string
  readonly context: string
  readonly expires: string
  readonly freq: number
  /** Epoch second of the next OPTIONS; 0 when it does not ping. */
  readonly ping: number
  readonly pingfreq: number
  readonly pingmin: number
  readonly pingcount: number
  readonly pingmax: number
  /** Milliseconds of the last OPTIONS round trip; 0 before the first answer. */
  readonly pingtime: number
  readonly pinging: boolean
  readonly state: GatewayState
  readonly status: 'UP' | 'DOWN'
  readonly uptimeUsec: number
  readonly callsIn: number
  readonly callsOut: number
  readonly failedCallsIn: number
  readonly failedCallsOut: number
  /** `28s` or `NEVER`; only while it failed or tries. */
  readonly retry?: string
}

/** sofia_state_string, mod_sofia.c:2747-2760 (1.10.12). Kept open: a newer switch may know more. */
export type GatewayState =
  | 'UNREGED'
  | 'TRYING'
  | 'REGISTER'
  | 'REGED'
  | 'UNREGISTER'
  | 'FAILED'
  | 'FAIL_WAIT'
  | 'EXPIRED'
  | 'NOREG'
  | 'DOWN'
  | 'TIMEOUT'
  | (string & {})

/** The fields of a live record that follow from a gateway's definition, as comparable text. */
export const LIVE_FIELDS = [
  'register',
  'scheme',
  'realm',
  'username',
  'password',
  'from',
  'contact',
  'to',
  'exten',
  'proxy',
  'context',
  'expires',
  'freq',
  'pingfreq',
  'pingmin',
  'pingmax',
] as const

export type LiveFields = Readonly<Record<(typeof LIVE_FIELDS)[number], string>>
