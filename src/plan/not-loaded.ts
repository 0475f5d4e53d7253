import type { Diagnostic } from '../errors.ts'
import type { Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { placesInText } from '../xml/places-in-text.ts'

/**
 * Why the configuration as a whole could not be read; `undefined`: it could. Nothing is known of
 * profiles, lists and variables then, so that whatever else could be said of them would be false.
 *
 * A directory that holds none (GW204) is named, and told where the YAML names it.
 */
export function notLoaded(
  { conf, confAt }: Pick<Desired, 'conf' | 'confAt'>,
  disk: Disk,
): readonly Diagnostic[] | undefined {
  if (!disk.diagnostics.some(({ code }) => code === 'GW201' || code === 'GW204')) return undefined
  const told = disk.diagnostics.map((each) =>
    each.code === 'GW204'
      ? { ...each, message: `${conf}: ${each.message}`, ...(confAt && { at: confAt }) }
      : each,
  )
  return placesInText(told, disk.files)
}
