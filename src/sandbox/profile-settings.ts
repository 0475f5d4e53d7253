import { filled, isTrue, toInteger } from './c-values.ts'
import { attributeOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** The settings of a profile that the sandbox acts on or shows. A rescan overwrites them in place. */
export interface ProfileSettings {
  domainName?: string
  sipIp?: string
  sipPort?: number
  extSipIp?: string
  /** The port in Contact: set once, with the first sip-port (sofia.c:5141). */
  extSipPort?: number
  rtpIps: string[]
  context?: string
  dialplan?: string
  tls: boolean
  tlsOnly: boolean
  tlsPort: number
  /** By name in lower case; what `sofia status profile` prints and nothing else depends on. */
  readonly shown: Map<string, string>
  /** Attempts after the first one. */
  bindAttempts: number
  /** Seconds. */
  bindAttemptInterval: number
  /** Whether a failure to start ends the whole switch. */
  shutdownOnFail: boolean
}

export function emptySettings(): ProfileSettings {
  return {
    rtpIps: [],
    tls: false,
    tlsOnly: false,
    tlsPort: 5061,
    shown: new Map(),
    bindAttempts: 2,
    bindAttemptInterval: 5,
    shutdownOnFail: false,
  }
}

/** Sets one setting from its text; `guess` is what `auto` stands for. */
type Setter = (settings: ProfileSettings, value: string, guess: string) => void

const SETTERS: Readonly<Record<string, Setter>> = {
  'sip-ip': (settings, value, guess) => {
    settings.sipIp = addressOf(value, guess)
  },
  'sip-port': (settings, value) => {
    if (value === '') return
    settings.sipPort = toInteger(value)
    settings.extSipPort ??= settings.sipPort
  },
  'ext-sip-ip': (settings, value, guess) => {
    if (value.toLowerCase() !== 'auto-nat')
      settings.extSipIp = addressOf(value.replace(/^autonat:/i, ''), guess)
  },
  'ext-sip-port': (settings, value) => {
    if (toInteger(value) > 0) settings.extSipPort = toInteger(value)
  },
  'rtp-ip': (settings, value, guess) => {
    settings.rtpIps.push(addressOf(value, guess))
  },
  context: (settings, value) => {
    settings.context = value
  },
  dialplan: (settings, value) => {
    settings.dialplan = value
  },
  tls: (settings, value) => {
    settings.tls = isTrue(value)
  },
  'tls-only': (settings, value) => {
    settings.tlsOnly = isTrue(value)
  },
  'tls-sip-port': (settings, value) => {
    if (value !== '') settings.tlsPort = toInteger(value)
  },
  'bind-attempts': (settings, value) => {
    if (toInteger(value) >= 1) settings.bindAttempts = toInteger(value) - 1
  },
  'bind-attempt-interval': (settings, value) => {
    if (toInteger(value) >= 0) settings.bindAttemptInterval = toInteger(value)
  },
  'shutdown-on-fail': (settings, value) => {
    settings.shutdownOnFail = ['true', 'elegant', 'asap', 'reincarnate-now'].includes(value.toLowerCase())
  },
}

/**
 * Reads `<settings>` over what was there: at a rescan as at a start, every name is read again, and one that is
 * gone keeps its last value (sofia.c:4704-6107). The bound socket is not touched.
 *
 * @param guess  the address that `auto` stands for
 * @returns      false where FreeSWITCH gives up: an empty ext-sip-ip (sofia.c:5283)
 */
export function readSettings(
  settings: ProfileSettings,
  profile: XmlElement,
  element: XmlElement,
  guess: string,
): boolean {
  const domain = attributeOf(profile, 'domain')
  if (domain !== undefined) settings.domainName = domain
  settings.rtpIps = []
  settings.shutdownOnFail = false
  for (const param of childrenOf(element, 'param')) {
    const name = (attributeOf(param, 'name') ?? '').toLowerCase()
    const value = attributeOf(param, 'value') ?? ''
    if (name === 'ext-sip-ip' && value === '') return false
    SETTERS[name]?.(settings, value, guess)
    settings.shown.set(name, value)
  }
  if (settings.rtpIps.length === 0) settings.rtpIps.push('127.0.0.1')
  settings.sipPort ??= 5060
  settings.extSipPort ??= settings.sipPort
  settings.dialplan ??= 'XML'
  settings.context ??= 'default'
  return true
}

function addressOf(value: string, guess: string): string {
  return filled(value) === undefined || value === '0.0.0.0' || value.toLowerCase() === 'auto' ? guess : value
}

/** `sip:mod_sofia@host:port` (sofia.c:4264-4290). */
export function profileUrl({ extSipIp, extSipPort, sipIp, sipPort }: ProfileSettings): string {
  const external = extSipIp !== undefined
  return sipUrl(external ? extSipIp : (sipIp ?? ''), (external ? extSipPort : sipPort) ?? 0)
}

export function tlsUrl({ extSipIp, sipIp, tlsPort }: ProfileSettings): string {
  return sipUrl(extSipIp ?? sipIp ?? '', tlsPort)
}

/** The URL with what the stack binds to (sofia.c:4280-4305). */
export function bindUrl(settings: ProfileSettings): string {
  const url = profileUrl(settings)
  const local = settings.extSipIp === undefined ? url : `${url};maddr=${settings.sipIp ?? ''}`
  const params = settings.shown.get('bind-params')
  if (params === undefined) return `${local};transport=udp,tcp`
  return /transport=/i.test(params) ? `${local};${params}` : `${local};${params};transport=udp,tcp`
}

function sipUrl(host: string, port: number): string {
  return `sip:mod_sofia@${host.includes(':') ? `[${host}]` : host}:${port}`
}
