/**
 * Reads `sofia xmlstatus gateway`, which is not XML although it looks like it: of all values
 * FreeSWITCH escapes only from, contact and exten (mod_sofia.c:3204-3512, 1.10.12), so that a `&`
 * or `<` in a proxy stands there bare, and no XML parser can give back what it means.
 *
 * What can be relied upon is the frame around the values: a record is always the same elements in
 * the same order, each on a line of its own with the same indentation. A value ends where, and only
 * where, its closing tag, the line end and the next opening tag stand together. A value that
 * imitates this needs a line end in it, which no honest value has; see `foundForgery`.
 */
import type { LiveGateway } from '../model/live.ts'

const FIELDS = [
  'name',
  'profile',
  'scheme',
  'realm',
  'username',
  'password',
  'from',
  'contact',
  'exten',
  'to',
  'proxy',
  'context',
  'expires',
  'freq',
  'ping',
  'pingfreq',
  'pingmin',
  'pingcount',
  'pingmax',
  'pingtime',
  'pinging',
  'state',
  'status',
  'uptime-usec',
  'calls-in',
  'calls-out',
  'failed-calls-in',
  'failed-calls-out',
] as const

type Field = (typeof FIELDS)[number]
type Values = Readonly<Record<Field, string>>

const HEAD = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
const OPEN = '  <gateway>\n    <name>'
/** What stands between two values, in order; the last one is told by `RETRY`. */
const BETWEEN = FIELDS.slice(1).map((field, index) => `</${FIELDS[index] ?? ''}>\n    <${field}>`)
const RETRY = /<\/failed-calls-out>\n(?: {4}<retry>([^<\n]*)<\/retry>\n)? {2}<\/gateway>\n/y

/** The records in FreeSWITCH's order, or in what the reply is none of its lists; of one gateway too. */
export function readGatewayRecords(
  reply: string,
): { readonly gateways: readonly LiveGateway[] } | { readonly error: string } {
  const list = `${HEAD}<gateways>\n`
  const isList = reply.startsWith(list)
  if (!isList && !reply.startsWith(HEAD)) return { error: `it begins with ${quote(reply)}` }
  const gateways: LiveGateway[] = []
  let at = isList ? list.length : HEAD.length
  while (reply.startsWith(OPEN, at)) {
    const record = readRecord(reply, at + OPEN.length)
    if ('error' in record) return record
    gateways.push(record.gateway)
    at = record.end
  }
  const rest = reply.slice(at, at + 60)
  const done = isList ? /^<\/gateways>\n*$/.test(rest) : /^\n*$/.test(rest)
  return done ? { gateways } : { error: `after ${gateways.length} records it goes on with ${quote(rest)}` }
}

function readRecord(
  reply: string,
  start: number,
): { readonly gateway: LiveGateway; readonly end: number } | { readonly error: string } {
  const values: Partial<Record<Field, string>> = {}
  let at = start
  for (const [index, between] of BETWEEN.entries()) {
    const end = reply.indexOf(between, at)
    const field = FIELDS[index]
    if (end === -1 || field === undefined)
      return { error: `the record ${quote(reply.slice(start))} is not complete` }
    values[field] = reply.slice(at, end)
    at = end + between.length
  }
  const last = /[^<\n]*/y
  last.lastIndex = at
  values['failed-calls-out'] = last.exec(reply)?.[0] ?? ''
  RETRY.lastIndex = last.lastIndex
  const close = RETRY.exec(reply)
  if (close === null || !isComplete(values))
    return { error: `the record ${quote(reply.slice(start))} is not complete` }
  if (foundForgery(values))
    return { error: `a value of the gateway ${quote(values.name)} holds markup of a record` }
  const gateway = toGateway(values, close[1])
  if (gateway === undefined)
    return { error: `the record ${quote(values.name)} has no number where one stands` }
  return { gateway, end: RETRY.lastIndex }
}

function isComplete(values: Partial<Record<Field, string>>): values is Values {
  return FIELDS.every((field) => values[field] !== undefined)
}

/**
 * Whether some value could have been cut in another place too: it holds what separates two
 * values. A whole forged record shows otherwise: it stands beside the true one of that name, or
 * is of a gateway that `sofia jsonstatus`, which escapes, does not know (see `observe`).
 */
function foundForgery(values: Values): boolean {
  return Object.values(values).some(
    (value) => value.includes('\n') && BETWEEN.some((between) => value.includes(between)),
  )
}

const NUMBERS = [
  'freq',
  'ping',
  'pingfreq',
  'pingmin',
  'pingcount',
  'pingmax',
  'pingtime',
  'pinging',
  'uptime-usec',
  'calls-in',
  'calls-out',
  'failed-calls-in',
  'failed-calls-out',
] as const

function toGateway(values: Values, retry: string | undefined): LiveGateway | undefined {
  const { status } = values
  if (status !== 'UP' && status !== 'DOWN') return undefined
  if (!NUMBERS.every((field) => /^-?\d+(\.\d+)?$/.test(values[field]))) return undefined
  return {
    name: values.name,
    profile: values.profile,
    scheme: values.scheme,
    realm: values.realm,
    username: values.username,
    password: values.password === 'yes',
    from: unescapeAmp(values.from),
    contact: unescapeAmp(values.contact),
    exten: unescapeAmp(values.exten),
    to: values.to,
    proxy: values.proxy,
    context: values.context,
    expires: values.expires,
    freq: Number(values.freq),
    ping: Number(values.ping),
    pingfreq: Number(values.pingfreq),
    pingmin: Number(values.pingmin),
    pingcount: Number(values.pingcount),
    pingmax: Number(values.pingmax),
    pingtime: Number(values.pingtime),
    pinging: values.pinging !== '0',
    state: values.state,
    status,
    uptimeUsec: Number(values['uptime-usec']),
    callsIn: Number(values['calls-in']),
    callsOut: Number(values['calls-out']),
    failedCallsIn: Number(values['failed-calls-in']),
    failedCallsOut: Number(values['failed-calls-out']),
    ...(retry === undefined ? {} : { retry }),
  }
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
])

/** Undoes switch_amp_encode, which knows these five and nothing else. */
function unescapeAmp(text: string): string {
  return text.includes('&')
    ? text.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, (entity) => ENTITIES.get(entity) ?? entity)
    : text
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40))
}
