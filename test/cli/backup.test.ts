import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentOf, inPlace, type Place } from './place.ts'

const GOOD = '127.0.0.1:15060'
const FORBIDS = '127.0.0.1:15061'
const FILE = 'sip_profiles/external/acme.xml'

/** None of them registers: that takes the real seconds after which a registration is refreshed. */
const WORLD = {
  gateways: {
    'external/acme': {
      managed: 'yes',
      proxy: GOOD,
      register: 'false',
      username: 'alice',
      password: 'ancient-one',
      'expire-seconds': '600',
    },
    'external/gone': { managed: 'yes', proxy: 'h', register: 'false' },
  },
  carriers: { [FORBIDS]: { registerAnswer: [403, 'Forbidden'] } },
  env: { NEW: 'T0p-secret', HOST: 'sip.hidden.example' },
} as const

const CHANGED = `acme: { proxy: "${GOOD}", register: false, username: alice, password: "\${env:NEW}", expire-seconds: 900 },
      added: { proxy: "\${env:HOST}", register: false }`

async function backupOf(place: Place, gateways: string, ...more: string[]): Promise<string> {
  const run = await place.apply(gateways, '--json', ...more)
  const { backup } = documentOf(run)
  if (typeof backup !== 'string') throw new Error(run.stderr)
  return backup
}

const conf = (place: Place): string[] => ['--conf', place.conf]

interface Audited {
  readonly purpose: string
  readonly of?: string
  readonly outcome: string
}

function audit(place: Place): Audited[] {
  const lines = readFileSync(join(place.conf, '.gwctl/audit.jsonl'), 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Audited)
}

describe('gwctl rollback', () => {
  it('undoes the last apply, files and switch, and is undone by another rollback', () =>
    inPlace(WORLD, async (place) => {
      const before = place.files()
      const id = await backupOf(place, CHANGED)
      const after = place.files()
      expect(Object.keys(after)).toContain('sip_profiles/external/added.xml')
      const run = await place.run(['rollback', '--yes', '--json', ...conf(place)])
      expect(run.code).toBe(0)
      expect(documentOf(run)).toMatchObject({
        outcome: 'applied',
        plan: { summary: { create: 1, update: 1, delete: 1 } },
      })
      expect(place.files()).toEqual(before)
      const status = place.sandbox.model.api('sofia status').text
      expect(status).toContain('external::gone')
      expect(status).not.toContain('external::added')
      expect((await place.run(['rollback', '--yes', ...conf(place)])).code).toBe(0)
      expect(place.files()).toEqual(after)
      expect(audit(place).map(({ purpose, outcome }) => [purpose, outcome])).toEqual([
        ['apply', 'applied'],
        ['rollback', 'applied'],
        ['rollback', 'applied'],
      ])
      expect(audit(place)[1]?.of).toBe(id)
    }))

  it('shows the plan first, without any secret, and asks', () =>
    inPlace(WORLD, async (place) => {
      await backupOf(place, CHANGED)
      const after = place.files()
      const questions: string[] = []
      const ask = (question: string): Promise<string> => {
        questions.push(question)
        return Promise.resolve('no')
      }
      const run = await place.run(['rollback', ...conf(place)], { interactive: true, ask })
      expect(run.code).toBe(4)
      expect(questions).toHaveLength(1)
      expect(run.stderr).toContain('~ external/acme  update')
      expect(run.stderr).toMatch(/expire-seconds +900 -> 600/)
      expect(run.stderr).toMatch(/password +\*{8}/)
      expect(run.stderr).toContain('sofia profile external killgw external::added')
      expect(run.stdout + run.stderr).not.toMatch(/T0p-secret|ancient-one|sip\.hidden\.example/)
      expect(place.files()).toEqual(after)
      expect(audit(place).at(-1)).toMatchObject({ purpose: 'rollback', outcome: 'declined' })
    }))

  it('asks nobody without a terminal', () =>
    inPlace(WORLD, async (place) => {
      const run = await place.run(['rollback', ...conf(place)])
      expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining('GW302') })
    }))

  it('passes over what was put back', () =>
    inPlace(WORLD, async (place) => {
      const before = place.files()
      await backupOf(place, CHANGED)
      const failed = await place.apply(`acme: { proxy: "${FORBIDS}", username: a, password: b }`)
      expect(failed.code).toBe(6)
      expect((await place.run(['rollback', '--yes', ...conf(place)])).code).toBe(0)
      expect(place.files()).toEqual(before)
    }))

  it('has nothing to do where nothing was applied', () =>
    inPlace(WORLD, async (place) => {
      const run = await place.run(['rollback', '--yes', ...conf(place)])
      expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to roll back') })
      const json = await place.run(['rollback', '--yes', '--json', ...conf(place)])
      expect(documentOf(json)).toMatchObject({ formatVersion: '1.0', outcome: 'unchanged' })
      expect(readdirSync(place.conf)).not.toContain('.gwctl')
    }))

  it('refuses what somebody changed since, unless that is allowed, and shows none of it', () =>
    inPlace(WORLD, async (place) => {
      const before = place.files()
      await backupOf(place, CHANGED)
      const file = join(place.conf, FILE)
      const edited = readFileSync(file, 'utf8')
        .replace('T0p-secret', 'hand-made-one')
        // More digits than stand together in the id of a backup, which is a time.
        .replace('value="900"', 'value="901777777"')
      writeFileSync(file, edited)
      const refused = await place.run(['rollback', '--yes', ...conf(place)])
      expect(refused.code).toBe(4)
      expect(refused.stderr).toContain('changed-since')
      expect(refused.stderr).toContain('another hand')
      expect(refused.stdout + refused.stderr).not.toMatch(/hand-made-one|ancient-one|901777777/)
      expect(readFileSync(file, 'utf8')).toBe(edited)
      const allowed = await place.run(['rollback', '--yes', '--allow-changed', ...conf(place)])
      expect(allowed.code).toBe(0)
      expect(place.files()).toEqual(before)
    }))

  it('takes the limits of any plan', () =>
    inPlace({}, async (place) => {
      const four = ['a', 'b', 'c', 'd'].map((name) => `${name}: { proxy: h, register: false }`).join(', ')
      await backupOf(place, four)
      const refused = await place.run(['rollback', '--yes', '--json', ...conf(place)])
      expect(refused.code).toBe(4)
      expect(documentOf(refused)).toMatchObject({ error: { code: 'GW301' } })
      const lifted = ['--allow-deletes', '4', '--allow-last-healthy']
      expect((await place.run(['rollback', '--yes', ...lifted, ...conf(place)])).code).toBe(0)
    }))

  it('takes back a marker that only the file knows of', () =>
    inPlace({ gateways: { 'external/acme': { proxy: 'h', register: 'false' } } }, async (place) => {
      const before = place.files()
      await backupOf(place, 'acme: { proxy: h, register: false }')
      expect(place.files()).not.toEqual(before)
      const run = await place.run(['rollback', '--yes', ...conf(place)])
      expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('-    <!-- gwctl: managed') })
      expect(place.files()).toEqual(before)
    }))

  it('is put back itself when a gateway does not come up', () =>
    inPlace(WORLD, async (place) => {
      const stdin = `acme: { proxy: "${FORBIDS}", username: a, password: b }`
      await backupOf(place, stdin, '--keep', '--timeout', '1')
      await backupOf(place, `acme: { proxy: h, register: false }`)
      const good = place.files()
      const run = await place.run(['rollback', '--yes', '--timeout', '1', ...conf(place)])
      expect(run.code).toBe(6)
      expect(place.files()).toEqual(good)
    }))

  it('repairs a configuration that another hand has broken', () =>
    inPlace(WORLD, async (place) => {
      const before = place.files()
      await backupOf(place, CHANGED)
      writeFileSync(join(place.conf, FILE), '<include>\n  <gateway name="acme">\n</include>\n')
      expect((await place.run(['rollback', '--yes', '--allow-changed', ...conf(place)])).code).toBe(0)
      expect(place.files()).toEqual(before)
      expect(place.sandbox.model.api('sofia xmlstatus gateway acme').text).toContain('600')
    }))

  it('works through the YAML, too, and needs no intact one with --conf', () =>
    inPlace(WORLD, async (place) => {
      await backupOf(place, CHANGED)
      writeFileSync(join(place.cwd, 'gwctl.yaml'), 'version: [')
      expect((await place.run(['rollback', '--yes'])).code).toBe(3)
      writeFileSync(join(place.cwd, 'gwctl.yaml'), place.yaml(''))
      expect((await place.run(['rollback', '--yes'])).code).toBe(0)
    }))

  it('gives a file that was removed the mode it had', () =>
    inPlace(WORLD, async (place) => {
      const file = join(place.conf, 'sip_profiles/external/gone.xml')
      chmodSync(file, 0o604)
      await backupOf(place, CHANGED)
      await place.run(['rollback', '--yes', ...conf(place)])
      expect(statSync(file).mode & 0o777).toBe(0o604)
    }))
})

describe('gwctl backup', () => {
  it('lists, shows and compares without any contents', () =>
    inPlace(WORLD, async (place) => {
      const id = await backupOf(place, CHANGED)
      const failed = await place.apply(`acme: { proxy: "${FORBIDS}", username: a, password: b }`, '--json')
      const list = await place.run(['backup', 'list', '--json', ...conf(place)])
      expect(documentOf(list)).toMatchObject({
        backups: [
          { id: documentOf(failed)['backup'], outcome: 'put-back' },
          { id, purpose: 'apply', outcome: 'applied', files: 3, size: expect.any(Number) },
        ],
      })
      const table = await place.run(['backup', ...conf(place)])
      expect(table.stdout.split('\n')[2]).toMatch(new RegExp(`^${id} +apply +applied +3 +\\S+ k?B +\\S`))
      const show = await place.run(['backup', 'show', id, ...conf(place)])
      expect(show.stdout).toMatch(/acme\.xml +updated +stands as it was written/)
      expect(show.stdout).toMatch(/gone\.xml +removed +stands as it was written/)
      const diff = await place.run(['backup', 'diff', id, ...conf(place)])
      expect(diff.stdout).toContain('+++ sip_profiles/external/acme.xml')
      expect(diff.stdout).toMatch(/external\/acme +update: password, expire-seconds/)
      const json = await place.run(['backup', 'diff', id, '--json', ...conf(place)])
      expect(documentOf(json)).toMatchObject({ id, files: [{}, {}, {}] })
      const shown = [
        list,
        table,
        show,
        diff,
        json,
        await place.run(['backup', 'show', id, '--json', ...conf(place)]),
      ]
      for (const { stdout, stderr, code } of shown) {
        expect(code).toBe(0)
        expect(stdout + stderr).not.toMatch(/T0p-secret|ancient-one|sip\.hidden\.example/)
      }
    }))

  it('restores a backup and is told of as a restore', () =>
    inPlace(WORLD, async (place) => {
      const before = place.files()
      const id = await backupOf(place, CHANGED)
      const run = await place.run(['backup', 'restore', id, '--yes', '--json', ...conf(place)])
      expect(run.code).toBe(0)
      expect(place.files()).toEqual(before)
      const { backup } = documentOf(run)
      const show = await place.run(['backup', 'show', String(backup), '--json', ...conf(place)])
      expect(documentOf(show)).toMatchObject({ purpose: 'restore', outcome: 'applied' })
      const again = await place.run(['backup', 'restore', id, '--yes', '--json', ...conf(place)])
      expect(documentOf(again)).toMatchObject({ outcome: 'unchanged' })
      expect(audit(place).map((each) => each.purpose)).toEqual(['apply', 'restore'])
    }))

  it('names the later apply that a restore would undo', () =>
    inPlace(WORLD, async (place) => {
      const first = await backupOf(place, CHANGED)
      const second = await backupOf(place, CHANGED.replace('900', '901'))
      const run = await place.run(['backup', 'restore', first, '--yes', ...conf(place)])
      expect(run.code).toBe(4)
      expect(run.stderr).toContain(`was changed since by apply ${second}`)
      expect(run.stderr).toMatch(/expire-seconds +901 -> 600/)
      expect(run.stderr).not.toMatch(/T0p-secret|ancient-one/)
    }))

  it.each(['0001-acme.xml', 'manifest.json'])('restores nothing when its %s is damaged', (file) =>
    inPlace(WORLD, async (place) => {
      const id = await backupOf(place, CHANGED)
      const after = place.files()
      writeFileSync(join(place.conf, '.gwctl/backups', id, file), '{"id": "x"}')
      for (const args of [
        ['backup', 'restore', id, '--yes'],
        ['rollback', id, '--yes'],
        ['backup', 'diff', id],
      ]) {
        const run = await place.run([...args, ...conf(place)])
        expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('GW106') })
      }
      expect(place.files()).toEqual(after)
      const list = await place.run(['backup', 'list', ...conf(place)])
      expect(list.code).toBe(0)
      const show = await place.run(['backup', 'show', id, ...conf(place)])
      expect(show.stdout + show.stderr + list.stdout).toMatch(/unusable: .* damaged|cannot be restored/)
    }),
  )

  it.each([
    [['backup', 'show'], 'GW100'],
    [['backup', 'drop'], 'GW100'],
    [['backup', 'show', 'none'], 'GW106'],
    [['backup', 'restore', '../../x', '--yes'], 'GW106'],
    [['rollback', '--yes', '--allow-deletes', 'x'], 'GW100'],
  ])('refuses %j', (args, code) =>
    inPlace(WORLD, async (place) => {
      const run = await place.run([...args, ...conf(place)])
      expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining(code) })
      expect(readdirSync(place.conf)).not.toContain('.gwctl')
    }),
  )

  it('knows a backup after which nothing was begun, and one that is of no use', () =>
    inPlace(WORLD, async (place) => {
      const id = await backupOf(place, CHANGED)
      rmSync(join(place.conf, '.gwctl/backups', id, 'journal.jsonl'))
      mkdirSync(join(place.conf, '.gwctl/backups/20200101T000000.000Z'))
      const { backups } = documentOf(await place.run(['backup', 'list', '--json', ...conf(place)]))
      expect(backups).toMatchObject([{ id, outcome: 'not-begun' }, { damage: expect.any(String) }])
    }))
})
