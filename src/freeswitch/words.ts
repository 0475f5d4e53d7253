import { commandRefused } from './socket-errors.ts'

/**
 * FreeSWITCH splits a command at blanks, and the protocol ends it at a line end: a word that could
 * hold either could be a second command. So could a quote, where arguments are split with quotes.
 *
 * Each function gives the word back or throws GW407 before anything is sent; `verb` names the
 * command in that message.
 */
export function profileWord(verb: string, name: string): string {
  if (/^[^\s\p{C}"'`\\$;|]+$/u.test(name) && !name.includes('::')) return name
  throw commandRefused(`${verb} ${name}`, 'it is no name of a profile')
}

/** FreeSWITCH skips gateways with any other name (sofia.c:3778-3785, 1.10.12). */
export function gatewayWord(verb: string, name: string): string {
  if (/^[\w.-]+$/.test(name)) return name
  throw commandRefused(`${verb} ${name}`, 'it is no name of a gateway')
}

/** Names of global and gateway variables. */
export function variableWord(verb: string, name: string): string {
  if (/^[\w.:@+-]+$/.test(name)) return name
  throw commandRefused(`${verb} ${name}`, 'it is no name of a variable')
}

/** Lists of mod_distributor, as the YAML may name them. */
export function listWord(verb: string, name: string): string {
  if (/^[\w.-]+$/.test(name)) return name
  throw commandRefused(`${verb} ${name}`, 'it is no name of a list')
}

/** `mod_sofia` ... */
export function moduleWord(verb: string, name: string): string {
  if (/^\w+$/.test(name)) return name
  throw commandRefused(`${verb} ${name}`, 'it is no name of a module')
}
