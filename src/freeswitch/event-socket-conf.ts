import { GwctlError } from '../errors.ts'
import type { EventSocketAddress } from '../model/desired.ts'
import { isOpaque, readText } from '../model/text.ts'
import { decodeBytes } from '../xml/bytes.ts'
import { readXml, type XmlElement } from './xml-reply.ts'

const FILE = 'autoload_configs/event_socket.conf.xml'
const HINT = 'Correct it, or give host, port and password as freeswitch.event-socket in the YAML.'

/**
 * Where the event socket listens, and its password, as the switch on this machine is configured.
 *
 * The defaults are FreeSWITCH's: 127.0.0.1, 8021 and `ClueCon`, also for empty values; the last of
 * equal params counts (mod_event_socket.c:2871-2937, 1.10.12).
 *
 * @param text     of autoload_configs/event_socket.conf.xml, bytes as latin1; `undefined` when there is no such file
 * @param globals  what `$${name}` stands for
 * @param written  what is known better, and not looked for
 * @throws GW106 when the file is missing, no XML, without the configuration, or needs what only the
 *         running switch knows
 */
export async function readEventSocketConf(
  text: string | undefined,
  globals: ReadonlyMap<string, string>,
  written: Partial<EventSocketAddress> = {},
): Promise<EventSocketAddress> {
  if (text === undefined) throw unreadable('does not exist')
  const xml = await readXml(decodeBytes(text))
  if ('error' in xml) throw unreadable(`is not well-formed (${xml.error})`)
  const configuration = findConfiguration(xml.elements)
  if (configuration === undefined) throw unreadable('holds no <configuration name="event_socket.conf">')
  const params = readParams(configuration, globals)
  return {
    host: written.host ?? readHost(params.get('listen-ip') ?? ''),
    port: written.port ?? readPort(params.get('listen-port') ?? ''),
    password: written.password ?? readPassword(params.get('password') ?? ''),
  }
}

/** FreeSWITCH compares the name without case, and drops `<include>` lines around it. */
function findConfiguration(elements: readonly XmlElement[]): XmlElement | undefined {
  for (const element of elements) {
    const name = element.attributes.get('name')?.toLowerCase()
    if (element.name === 'configuration' && name === 'event_socket.conf') return element
    const inside = element.name === 'configuration' ? undefined : findConfiguration(element.children)
    if (inside !== undefined) return inside
  }
  return undefined
}

function readParams(
  configuration: XmlElement,
  globals: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const settings = configuration.children.find(({ name }) => name === 'settings')
  const params = (settings?.children ?? []).filter(({ name }) => name === 'param')
  return new Map(
    params.map(({ attributes }) => [
      readText(attributes.get('name') ?? '', globals),
      readText(attributes.get('value') ?? '', globals),
    ]),
  )
}

/** A socket bound to every address is reached over loopback, which its default ACL lets in. */
function readHost(text: string): string {
  refuseOpaque('listen-ip', text)
  switch (text) {
    case '':
    case '0.0.0.0':
      return '127.0.0.1'
    case '::':
    case '[::]':
      // Both ::1 and 127.0.0.1 are tried: which of them answers depends on the kernel's settings.
      return 'localhost'
  }
  return text
}

/** FreeSWITCH reads leading digits and takes 8021 for 0 (atoi). */
function readPort(text: string): number {
  refuseOpaque('listen-port', text)
  const port = Number.parseInt(text === '' ? '8021' : text, 10) || 8021
  if (port > 0 && port < 65_536) return port
  throw unreadable(`has no port number as listen-port but ${JSON.stringify(text)}`)
}

function readPassword(text: string): string {
  refuseOpaque('password', text)
  return text === '' ? 'ClueCon' : text
}

function refuseOpaque(param: string, text: string): void {
  if (isOpaque(text)) throw unreadable(`sets ${param} from a variable that only the running switch knows`)
}

function unreadable(what: string): GwctlError {
  return new GwctlError('GW106', `${FILE} ${what}.`, { hint: HINT })
}
