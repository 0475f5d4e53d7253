import type { ConfReader, DiskFile } from '../model/disk.ts'

/**
 * The text to begin with: freeswitch.xml, or for a partial tree one line that includes what there
 * is, wrapped in the elements that freeswitch.xml would have put around it, with the path ''. `undefined`: no
 * FreeSWITCH configuration here.
 */
export function findStart(reader: ConfReader): DiskFile | undefined {
  const whole = reader.read('freeswitch.xml')
  if ('text' in whole) return { path: 'freeswitch.xml', text: whole.text }
  const vars = 'text' in reader.read('vars.xml') ? include('vars.xml') : ''
  if ('text' in reader.read(SOFIA))
    return partial(
      `${vars}<d><section name="configuration">\n${include(SOFIA)}${include(DISTRIBUTOR)}</section></d>`,
    )
  if (reader.glob(PROFILES).paths.length === 0) return undefined
  const profiles = `<profiles>\n${include(PROFILES)}</profiles>`
  return partial(
    `${vars}<d><section name="configuration">\n${include(DISTRIBUTOR)}<configuration name="sofia.conf">${profiles}</configuration></section></d>`,
  )
}

const SOFIA = 'autoload_configs/sofia.conf.xml'
/** As a pattern: there need not be one. */
const DISTRIBUTOR = 'autoload_configs/distributor.conf.xm[l]'
const PROFILES = 'sip_profiles/*.xml'

function include(pattern: string): string {
  return `<X-PRE-PROCESS cmd="include" data="${pattern}"/>\n`
}

function partial(text: string): DiskFile {
  return { path: '', text }
}
