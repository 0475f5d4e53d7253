import type { Disk } from '../../src/model/disk.ts'
import type { Live } from '../../src/model/live.ts'
import { differingFields, expectedLive } from '../../src/plan/live-fields.ts'
import { meaningOf, registers } from '../../src/plan/meaning.ts'

/**
 * How the running switch differs from the files, in words; empty: each gateway of the files runs
 * exactly once, in its profile, with every field as the files say; none other runs; and each that
 * registers is REGED and has its binding at the carrier, and no other has one.
 *
 * @param bindings  what the carrier holds; absent where it cannot be asked
 */
export function differences(
  disk: Disk,
  live: Live,
  bindings?: readonly { readonly aor: string }[],
): string[] {
  const standing = disk.profiles.flatMap((profile) =>
    profile.gateways
      .filter((each) => each.skipped === undefined)
      .map((gateway) => ({ gateway, profile, path: `${profile.name}/${gateway.name}` })),
  )
  const running = live.gateways.map((each) => `${each.profile}/${each.name}`)
  const extra = running.filter((path) => !standing.some((each) => each.path === path))
  const wrongs = standing.flatMap(({ gateway, profile, path }) => {
    const records = live.gateways.filter(
      (each) => each.name === gateway.name && each.profile === profile.name,
    )
    const [record] = records
    if (record === undefined) return [`${path} does not run`]
    if (records.length > 1) return [`${path} runs ${records.length} times`]
    const context = profile.settings.get('context')
    const place = { gateway: gateway.name, globals: disk.globals, profileContext: context }
    const fields = differingFields(expectedLive(meaningOf(gateway.definition, place), gateway.name), record)
    const registered = !registers(gateway.definition, disk.globals) || record.state === 'REGED'
    return [
      ...(fields.length > 0 ? [`${path} runs with another ${fields.join(', ')}`] : []),
      ...(registered ? [] : [`${path} is ${record.state}`]),
    ]
  })
  return [...extra.map((path) => `${path} runs and does not stand on disk`), ...wrongs, ...bound()]

  function bound(): string[] {
    if (bindings === undefined) return []
    const users = bindings.map(({ aor }) => aor.replace(/^sip:([^@]*)@.*$/, '$1')).sort()
    const expected = standing
      .filter(({ gateway }) => registers(gateway.definition, disk.globals))
      .map(({ gateway }) => gateway.name)
      .sort()
    const same = JSON.stringify(users) === JSON.stringify(expected)
    return same ? [] : [`the carrier holds ${users.join(', ')} instead of ${expected.join(', ')}`]
  }
}
