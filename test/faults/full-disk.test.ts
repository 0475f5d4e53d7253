import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ApplyResult } from '../../src/apply/apply.ts'
import { GwctlError } from '../../src/errors.ts'
import type { Plan } from '../../src/model/plan.ts'
import { applyInChild } from './child-process.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'
import { unprivileged } from './unprivileged.ts'
import { SPEED, startWorld, type World } from './world.ts'

const SEED = 4
jest.setTimeout(300_000)
const disk = mountSmallDisk()
afterAll(() => disk?.close())

/** Where nothing may be mounted (no root, a container without the right), failing-disk.test.ts says the same by injected errors. */
const onSmallDisk = disk === undefined ? it.skip : it

function scenario(name: string): Scenario {
  const found = SCENARIOS.find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no scenario ${name}`)
  return found
}

async function withWorld(name: string, at: SmallDisk | undefined, body: (world: World) => Promise<void>) {
  const world = await startWorld(scenario(name), SEED, at?.path)
  try {
    await body(world)
  } finally {
    at?.leave()
    await world.close()
  }
}

/** How an apply ended: its outcome, or the code with which it refused to begin. */
async function applied(world: World): Promise<ApplyResult | GwctlError> {
  return world.apply(await world.plan()).catch((error: unknown) => {
    if (error instanceof GwctlError) return error
    throw error
  })
}

describe(`a real disk of 256 KiB${disk === undefined ? ': skipped, this user may not mount one' : ''}`, () => {
  onSmallDisk.each(['create', 'update', 'delete', 'adopt', 'canary', 'batches'])(
    'that is full after any number of pages loses nothing: %s',
    async (name) => {
      if (disk === undefined) return
      await withWorld(name, disk, async (world) => {
        const wrongs: string[] = []
        let filled = 0
        for (let pages = 0; ; pages++) {
          disk.leave(pages)
          const ended = await applied(world)
          disk.leave()
          if (!(ended instanceof GwctlError) && ended.outcome === 'applied') break
          filled += 1
          const claims = claimsOf(ended, world)
          const report = await world.recover()
          const found = [...claims, ...(report?.left ?? []), ...(await world.wrongs())]
          wrongs.push(...found.map((each) => `${pages} pages: ${each}`))
          if (found.length > 0 || !world.isBefore()) await world.reset()
        }
        expect(wrongs).toEqual([])
        // The directory of the backup, its manifest, the journal ... : a page each.
        expect(filled).toBeGreaterThanOrEqual(3)
        expect(await world.wrongs()).toEqual([])
      })
    },
  )

  onSmallDisk('that is full when all is put back says to free space and recover', async () => {
    if (disk === undefined) return
    await withWorld('update', disk, async (world) => {
      const plan = await world.plan()
      const result = await world.apply(plan, (ports) => ({
        ...ports,
        link: new Proxy(ports.link, {
          get: (link, name) => {
            if (name !== 'send') return Reflect.get(link, name).bind(link)
            return async () => {
              await disk.released()
              disk.leave(0)
              throw new Error('it fails here')
            }
          },
        }),
      }))
      expect(result.outcome).toBe('stuck')
      expect(result.left[0]).toMatch(
        /could not be put back: .* no space left on device\. Free space, then run: gwctl recover$/,
      )
      // Still full: it says so once more, and the journal stays.
      expect(await world.recover()).toMatchObject({ outcome: 'stuck', left: result.left.slice(0, 1) })
      disk.leave()
      expect(await world.recover()).toMatchObject({ outcome: 'put-back', left: [] })
      expect(world.isBefore()).toBe(true)
      expect(await world.wrongs()).toEqual([])
    })
  })

  onSmallDisk(
    'that is mounted read-only changes nothing, neither at an apply nor at a recovery',
    async () => {
      // Its own: what another test has left open for writing keeps a disk from being set read-only.
      const other = mountSmallDisk()
      if (other === undefined) throw new Error('the first one could be mounted')
      await withWorld('update', other, async (world) => {
        const plan = await world.plan()
        other.remount('ro')
        await expect(world.apply(plan)).rejects.toMatchObject({
          code: 'GW501',
          message: expect.stringContaining('read-only file system'),
        })
        other.remount('rw')
        expect(await world.wrongs()).toEqual([])

        // What a killed apply has left is put back once the disk lets it.
        const { conf, port, password } = world
        const ended = await applyInChild({
          conf,
          port,
          password,
          plan,
          speed: 12 * SPEED,
          end: 3,
          options: {},
        })
        expect(ended.signal).toBe('SIGKILL')
        other.remount('ro')
        await expect(world.recover()).rejects.toMatchObject({
          code: 'GW501',
          hint: expect.stringMatching(/^Mount the file system writable again, then run `gwctl recover`/),
        })
        other.remount('rw')
        expect(await world.recover()).toMatchObject({ outcome: 'put-back', left: [] })
        expect(world.isBefore()).toBe(true)
        expect(await world.wrongs()).toEqual([])
      }).finally(() => other.close())
    },
  )
})

describe('a permission that is missing', () => {
  it.each<[what: string, code: string, place: (plan: Plan) => string, mode: number]>([
    ['the directory of the profile', 'GW501', () => 'sip_profiles/external', 0o555],
    ['the configuration directory', 'GW501', () => '.', 0o555],
    ['a file that changes', 'GW106', (plan) => plan.files[0]?.path ?? '', 0o000],
  ])('%s: nothing is changed, or all is put back', async (_, code, placeOf, mode) => {
    await withWorld('update', undefined, async (world) => {
      const plan = await world.plan()
      const place = join(world.conf, placeOf(plan))
      const { mode: before } = statSync(place)
      const ended = await unprivileged(world.conf, async () => {
        chmodSync(place, mode)
        try {
          return await applied(world)
        } finally {
          chmodSync(place, before)
        }
      })
      expect(ended instanceof GwctlError ? ended.code : ended.cause?.code).toBe(code)
      expect(claimsOf(ended, world)).toEqual([])
      expect((await world.recover())?.left ?? []).toEqual([])
      expect(await world.wrongs()).toEqual([])
    })
  })
})

/** What the outcome says must be so, before anybody recovers. */
function claimsOf(ended: ApplyResult | GwctlError, world: World): string[] {
  if (ended instanceof GwctlError) return world.isBefore() ? [] : [`${ended.code}, but files have changed`]
  if (ended.outcome === 'stuck') return ended.left.length > 0 ? [] : ['stuck, and nothing is left to do']
  return (ended.outcome === 'put-back') === world.isBefore()
    ? []
    : [`"${ended.outcome}", but the files say otherwise`]
}
