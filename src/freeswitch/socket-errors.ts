import { GwctlError } from '../errors.ts'

/** Where an event socket is; the password is never part of a message. */
export interface SocketPlace {
  readonly host: string
  readonly port: number
}

/** `127.0.0.1:8021`, `[::1]:8021`. */
export function nameSocket({ host, port }: SocketPlace): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const START_HINT =
  'Check that FreeSWITCH runs and that mod_event_socket listens on this host and port (event_socket.conf.xml).'

/** What the codes of node's connect errors mean to a reader. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ETIMEDOUT: 'the host does not answer',
}

export function cannotConnect(place: SocketPlace, cause: Error): GwctlError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
  const message = `No connection to the event socket at ${nameSocket(place)}: ${REASONS[code] ?? code}.`
  return new GwctlError('GW401', message, { hint: START_HINT, cause })
}

export function connectTimedOut(place: SocketPlace, ms: number): GwctlError {
  return new GwctlError(
    'GW401',
    `No connection to the event socket at ${nameSocket(place)} within ${ms} ms.`,
    { hint: START_HINT },
  )
}

export function wrongPassword(place: SocketPlace): GwctlError {
  return new GwctlError('GW402', `The event socket at ${nameSocket(place)} refused the password.`, {
    hint: 'Give the password that the running switch has as freeswitch.event-socket.password; host and port may stay away.',
  })
}

export function addressRefused(place: SocketPlace): GwctlError {
  return new GwctlError('GW403', `The event socket at ${nameSocket(place)} does not let this address in.`, {
    hint: 'Run gwctl on a host that apply-inbound-acl of event_socket.conf.xml allows, or allow this one there.',
  })
}

export function authTimedOut(place: SocketPlace, ms: number): GwctlError {
  return new GwctlError(
    'GW404',
    `${nameSocket(place)} took the connection but did not finish the event-socket login within ${ms} ms.`,
    { hint: 'Check that this is the port of the event socket and that FreeSWITCH is not stuck.' },
  )
}

export function commandTimedOut(place: SocketPlace, line: string, ms: number): GwctlError {
  return new GwctlError(
    'GW404',
    `The event socket at ${nameSocket(place)} did not answer "${nameCommand(line)}" within ${ms} ms.`,
    { hint: 'Whether FreeSWITCH carried it out is not known: check with `gwctl plan`, then run again.' },
  )
}

/** `notice`: what FreeSWITCH said before it closed, if anything. */
export function closedByPeer(place: SocketPlace, line: string | undefined, notice?: string): GwctlError {
  const during = line === undefined ? '' : ` before it answered "${nameCommand(line)}"`
  const said = notice === undefined || notice === '' ? '' : ` (${JSON.stringify(notice)})`
  return new GwctlError(
    'GW405',
    `The event socket at ${nameSocket(place)} closed the connection${during}${said}.`,
    {
      hint: 'Check that FreeSWITCH still runs (it may have been stopped or mod_event_socket reloaded), then run again.',
    },
  )
}

export function closedByUs(place: SocketPlace): GwctlError {
  return new GwctlError('GW405', `gwctl closed its connection to the event socket at ${nameSocket(place)}.`, {
    hint: 'Connect again to send more.',
  })
}

export function notTheProtocol(place: SocketPlace, detail: string, cause?: Error): GwctlError {
  return new GwctlError(
    'GW406',
    `What ${nameSocket(place)} sent is not the event-socket protocol: ${detail}.`,
    { hint: 'Check that this is the port of mod_event_socket and not of another service.', cause },
  )
}

/** A command that must not be sent; `why` reads on from "was refused:". */
export function commandRefused(line: string, why: string): GwctlError {
  return new GwctlError('GW407', `The command ${JSON.stringify(line.slice(0, 200))} was refused: ${why}.`, {
    hint: 'Correct the name it was made from; nothing was sent to FreeSWITCH.',
  })
}

/** A user of `userauth`, or a module, does not allow the command; the connection stays good. */
export function notPermitted(place: SocketPlace, line: string, reply: string): GwctlError {
  return new GwctlError(
    'GW408',
    `The event socket at ${nameSocket(place)} did not carry out "${line}": ${JSON.stringify(reply)}.`,
    { hint: 'Use a login that may use this command (esl-allowed-api, esl-allowed-events).' },
  )
}

/** What a user knows as the command: without the word of the protocol in front. */
function nameCommand(line: string): string {
  return line.replace(/^api /, '')
}
