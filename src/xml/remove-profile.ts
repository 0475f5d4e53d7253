import type { Diagnostic } from '../errors.ts'
import type { DiskGateway, DiskProfile } from '../model/disk.ts'
import { endOfLine, startOfLine } from './layout.ts'
import { parseTagDirective } from './directive.ts'

/** What becomes of the gateways of a profile that goes. */
export interface GatewaysLeft {
  /** Outside the profile's element, and gwctl's own: they go with it. */
  readonly go: readonly DiskGateway[]
  readonly warnings: readonly Diagnostic[]
}

/** Sorts the gateways of a profile that is removed: what gwctl did not write stays, or is named when it cannot. */
export function gatewaysOfRemoved({ name, gateways, site }: DiskProfile): GatewaysLeft {
  const isInside = (each: DiskGateway): boolean =>
    site !== undefined &&
    each.site.file === site.file &&
    each.site.start >= site.start &&
    each.site.end <= site.end
  const outside = gateways.filter((each) => !isInside(each))
  const mayGo = (each: DiskGateway): boolean => each.managed && each.uneditable === undefined
  const lost = gateways.filter((each) => isInside(each) && !each.managed)
  return {
    go: outside.filter(mayGo),
    warnings: [
      ...outside
        .filter((each) => !mayGo(each))
        .map((each) =>
          note(
            each,
            `the gateway "${each.name}" stays on disk without its profile ${name}; FreeSWITCH does not read it any more`,
            'Remove it by hand if nothing else needs it.',
          ),
        ),
      ...lost.map((each) =>
        note(
          each,
          `the gateway "${each.name}", which gwctl did not write, goes with its profile ${name}`,
          'Copy it first if it is needed elsewhere; the backup of the apply holds it, too.',
        ),
      ),
    ],
  }
}

/** Whether a stretch of a file does more than include other files: a variable it sets may be used elsewhere. */
export function setsVariables(text: string): boolean {
  if (text.includes('<!--#')) return true
  return [...text.matchAll(/<x-pre-process/gi)].some(({ index }) => {
    const line = text.slice(startOfLine(text, index), endOfLine(text, index))
    const { kind } = parseTagDirective(line.slice(line.toLowerCase().indexOf('<x-pre-process') + 1))
    return kind !== 'include' && kind !== 'nothing'
  })
}

function note({ site }: DiskGateway, what: string, hint: string): Diagnostic {
  const at = { file: site.file, offset: site.start, length: site.end - site.start }
  return { code: 'GW206', severity: 'warning', message: `${site.file}: ${what}`, hint, at }
}
