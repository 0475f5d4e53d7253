import { GwctlError } from '../errors.ts'
import type { Disk } from '../model/disk.ts'
import { readFromMemory } from '../xml/memory-reader.ts'
import { readDisk } from '../xml/read.ts'
import type { EventSocket } from './event-socket.ts'

/**
 * The sofia.conf that the switch has in memory, which a rescan uses, whatever it was read from.
 * Variables and includes are resolved in it. It holds passwords.
 *
 * @throws what `EventSocket.api` throws; GW408 when the switch prints none
 */
export async function readLoaded(socket: EventSocket): Promise<Disk> {
  const reply = await socket.api('xml_locate configuration configuration name sofia.conf')
  const start = reply.indexOf('<configuration')
  if (start < 0) {
    throw new GwctlError('GW408', 'FreeSWITCH has no sofia.conf loaded.', {
      hint: 'Check that it reads this configuration directory, and that mod_sofia is loaded.',
    })
  }
  const document = `<document type="freeswitch/xml">\n<section name="configuration">\n${literal(reply.slice(start))}\n</section>\n</document>\n`
  return readDisk(readFromMemory(new Map([['freeswitch.xml', latin1(document)]])))
}

/** What the preprocessor would act on has been acted on: in memory these are plain characters. */
function literal(xml: string): string {
  return xml.replaceAll('$${', '$&#36;{').replace(/x-pre-process/gi, (word) => word.replace('-', '&#45;'))
}

/** Files are read as bytes; the reply is text. */
function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
