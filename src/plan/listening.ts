import type { DiskProfile } from '../model/disk.ts'
import type { ListenAddress } from '../model/plan.ts'
import { readBool, readInt } from '../model/read-values.ts'
import { isOpaque, type Globals } from '../model/text.ts'
import { meaningIn } from './setting-meaning.ts'

/** Where a profile listens that names no port (sofia.c:6103, 1.10.12). */
const DEFAULT_PORT = '5060'

/**
 * The UDP socket that a profile binds when it starts from these settings. The address is left out
 * where FreeSWITCH chooses it (`auto`, `interface:`, none at all); undefined where the port cannot be
 * told, or there is no UDP socket (`tls-only`).
 */
export function listenAddress(profile: DiskProfile, globals: Globals): ListenAddress | undefined {
  const told = meaningIn(profile, 'sip-port', globals) ?? ''
  const port = told === '' ? DEFAULT_PORT : told
  const tlsOnly = readBool(meaningIn(profile, 'tls-only', globals) ?? '')
  if (tlsOnly || !/^\d+$/.test(port)) return undefined
  const ip = meaningIn(profile, 'sip-ip', globals) ?? ''
  const address = { port: readInt(port) }
  return isOpaque(ip) || !IP_ADDRESS.test(ip) || ip === '0.0.0.0' ? address : { ...address, ip }
}

/** How long FreeSWITCH tries to bind before it gives up: three times, 5 s apart, unless told otherwise (sofia.c:3299-3310). */
export function bindSeconds(profile: DiskProfile, globals: Globals): number {
  const read = (name: string, usual: number, least: number): number => {
    const told = readInt(meaningIn(profile, name, globals) ?? String(usual))
    return told >= least ? told : usual
  }
  return (read('bind-attempts', 3, 1) - 1) * read('bind-attempt-interval', 5, 0)
}

/** Whether a socket is, or may be, the one at such an address. */
export function isBoundAt(socket: BoundAt, address: ListenAddress): boolean {
  if (socket.port !== address.port) return false
  return address.ip === undefined || socket.ip === address.ip || WILDCARDS.has(socket.ip)
}

/** A UDP socket that somebody has bound. */
export interface BoundAt {
  readonly ip: string
  readonly port: number
}

const IP_ADDRESS = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f:.]*:[0-9a-f:.]*)$/i
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])
