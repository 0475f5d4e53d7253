import { GwctlError } from '../../src/errors.ts'
import { failDisk, type Failure } from './failing-disk.ts'
import { SCENARIOS } from './scenarios.ts'
import { startWorld, type World } from './world.ts'

/** EROFS is what a file system that its kernel has set read-only in the middle answers. */
const CODES = ['ENOSPC', 'EIO', 'EACCES', 'EROFS'] as const
const NAMES = ['create', 'update', 'delete', 'adopt', 'canary']

/** Every call of an apply that changes the disk fails in turn, once or until somebody has made room. */
describe('a disk that fails in the middle of an apply', () => {
  it.each(
    SCENARIOS.filter((each) => NAMES.includes(each.name)).flatMap((each) =>
      [false, true].map((lasting) => [each.name, lasting ? 'for good' : 'once', each, lasting] as const),
    ),
  )(
    '%s, %s',
    async (_, __, scenario, lasting) => {
      const world = await startWorld(scenario, 4)
      try {
        const wrongs: string[] = []
        for (let nth = 1; ; nth++) {
          const code = CODES[nth % CODES.length] ?? 'EIO'
          const found = await applyFailing(world, { directory: world.conf, code, nth, lasting })
          if (found === undefined) break
          wrongs.push(...found.map((each) => `${code} at call ${nth}: ${each}`))
          if (found.length > 0 || !world.isBefore()) await world.reset()
        }
        expect(wrongs).toEqual([])
      } finally {
        await world.close()
      }
    },
    120_000,
  )
})

/** What is wrong afterwards; undefined when nothing failed. */
async function applyFailing(world: World, failure: Failure): Promise<readonly string[] | undefined> {
  const plan = await world.plan()
  const disk = failDisk(failure)
  const result = await world
    .apply(plan)
    .catch((error: unknown) => error)
    .finally(() => disk.mend())
  if (!disk.failed()) return undefined
  const claims = claimsOf(result, world)
  const report = await world.recover()
  return [...claims, ...(report?.left ?? []), ...(await world.wrongs())]
}

/** What the outcome says must be so before anybody recovers. */
function claimsOf(result: unknown, world: World): string[] {
  if (result instanceof GwctlError) return world.isBefore() ? [] : [`${result.code}, but files have changed`]
  if (result instanceof Error) return [`not an error for people: ${result.stack ?? ''}`]
  const { outcome } = result as { outcome: string }
  if (outcome === 'stuck') return []
  const asBefore = outcome === 'put-back'
  return asBefore === world.isBefore() ? [] : [`"${outcome}", but the files say otherwise`]
}
