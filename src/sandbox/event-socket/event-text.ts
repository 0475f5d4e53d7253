import type { SwitchEvent } from '../events.ts'

/** What every event carries of the process that fires it. */
export interface Core {
  readonly uuid: string
  readonly hostname: string
  readonly switchname: string
  readonly ipv4: string
  readonly ipv6: string
}

export type EventFormat = 'plain' | 'json' | 'xml'

/** All headers of an event in FreeSWITCH's order, values as they are. */
export function headersOf(event: SwitchEvent, core: Core): [string, string][] {
  const [file, call, line] = event.origin
  const date = new Date(event.timestamp / 1000)
  const subclass: [string, string][] =
    event.subclass === undefined ? [] : [['Event-Subclass', event.subclass]]
  return [
    ...subclass,
    ['Event-Name', event.name],
    ['Core-UUID', core.uuid],
    ['FreeSWITCH-Hostname', core.hostname],
    ['FreeSWITCH-Switchname', core.switchname],
    ['FreeSWITCH-IPv4', core.ipv4],
    ['FreeSWITCH-IPv6', core.ipv6],
    ['Event-Date-Local', date.toISOString().slice(0, 19).replace('T', ' ')],
    ['Event-Date-GMT', date.toUTCString()],
    ['Event-Date-Timestamp', String(event.timestamp)],
    ['Event-Calling-File', file],
    ['Event-Calling-Function', call],
    ['Event-Calling-Line-Number', String(line)],
    ['Event-Sequence', String(event.sequence)],
    ...event.headers.map(([name, value]): [string, string] => [name, value]),
  ]
}

/** An event as it goes over the socket, one character a byte (switch_event.c:1516-1890). */
export function frameEvent(event: SwitchEvent, core: Core, format: EventFormat): string {
  const headers = headersOf(event, core)
  const body = FORMATS[format](headers, event.body)
  return `Content-Length: ${body.length}\nContent-Type: text/event-${format}\n\n${body}`
}

type Format = (headers: readonly [string, string][], body: string | undefined) => string

const FORMATS: Readonly<Record<EventFormat, Format>> = { plain: toPlain, json: toJson, xml: toXml }

/** Values are URL-encoded; the event's own body follows a blank line, unencoded. */
function toPlain(headers: readonly [string, string][], body: string | undefined): string {
  const lines = headers.map(([name, value]) => `${name}: ${encodeUrl(value)}\n`).join('')
  return body === undefined ? `${lines}\n` : `${lines}Content-Length: ${body.length}\n\n${body}`
}

function toJson(headers: readonly [string, string][], body: string | undefined): string {
  const extra = body === undefined ? {} : { 'Content-Length': String(body.length), _body: body }
  return JSON.stringify({ ...Object.fromEntries(headers), ...extra })
}

function toXml(headers: readonly [string, string][], body: string | undefined): string {
  const lines = headers.map(([name, value]) => `    <${name}>${encodeUrl(value)}</${name}>\n`).join('')
  const length = body === undefined ? '' : `    <Content-Length>${body.length}</Content-Length>\n`
  const text =
    body === undefined
      ? ''
      : `  <body>${body.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</body>\n`
  return `<event>\n  <headers>\n${lines}${length}  </headers>\n${text}</event>`
}

/** switch_url_encode with its unsafe characters (switch_utils.h:47); bytes outside printable ASCII, too. */
function encodeUrl(value: string): string {
  return value.replace(
    /[\x00-\x20#%&+:;<=>?@[\\\]^`{|}"\x7f-\xff]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
