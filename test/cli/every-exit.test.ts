import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { takeLock } from '../../src/apply/lock.ts'
import { systemClock } from '../../src/apply/system-clock.ts'
import { COMMANDS } from '../../src/cli/commands.ts'
import { scratchAt } from '../git/scratch-repository.ts'
import { inDirectory, startGwctl, type Run } from './gwctl.ts'
import { documentOf, inPlace, type Place } from './place.ts'

const FORBIDS = '127.0.0.1:15061'
const SILENT = '127.0.0.1:15062'

/** What a run of it takes beside its name, for commands that refuse to run without. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  apply: ['--yes'],
  recover: ['--yes'],
  rollback: ['--yes'],
  backup: ['list'],
  var: ['external/acme', 'codec-prefs'],
  adopt: ['external/acme', '--yes'],
  release: ['external/acme', '--yes'],
  gateway: ['restart', 'external/acme', '--yes'],
  profile: ['restart', 'external', '--yes'],
}

/** These take files of a git repository only. */
const READ_NO_STDIN: ReadonlySet<string> = new Set(['diff'])

/** One document, whatever happened; an error in it and an exit code of success exclude each other. */
function expectDocument(run: Run, exit: number): Record<string, unknown> {
  const document = documentOf(run)
  expect({ code: run.code, stderr: run.stderr }).toMatchObject({ code: exit })
  expect(document['formatVersion']).toBe('1.0')
  expect(Object.hasOwn(document, 'error') && (run.code === 0 || run.code === 2)).toBe(false)
  if ([1, 3, 4, 5, 6, 130].includes(exit)) expect(document).toMatchObject({ error: { code: /GW\d{3}/ } })
  return document
}

type Row = readonly [command: string, outcome: string, exit: number, act: (place: Place) => Promise<Run>]

const acme = (proxy = '127.0.0.1:15060', more = ''): string =>
  `acme: { proxy: "${proxy}", username: alice, password: secret${more} }`
const lone = 'acme: { proxy: h, register: false }'
const give =
  (args: readonly string[], gateways: string) =>
  ({ run, yaml }: Place) =>
    run([...args, '--json', '-f', '-'], { stdin: yaml(gateways) })
const inConfOf =
  (conf: string, ...args: readonly string[]) =>
  ({ run }: Place) =>
    run([...args, '--conf', conf, '--json'])
const inConf = (...args: readonly string[]): Row[3] => inConfOf('conf', ...args)

/** Applied once, so that there is something to go back from. */
const after =
  (act: Row[3], gateways = lone): Row[3] =>
  async (place) => {
    expect((await place.apply(gateways)).code).toBe(0)
    return act(place)
  }

/** While another run holds the lock. */
const locked =
  (act: Row[3]): Row[3] =>
  async (place) => {
    const lock = await takeLock(place.conf, 0, systemClock)
    try {
      return await act(place)
    } finally {
      await lock.release()
    }
  }

/** While nobody listens on the event socket. */
const alone =
  (act: Row[3]): Row[3] =>
  async (place) => {
    await place.sandbox.close()
    return act(place)
  }

/** An apply that was killed when it had written its files. */
const killed =
  (act: Row[3]): Row[3] =>
  async (place) => {
    writeFileSync(join(place.cwd, 'gwctl.yaml'), place.yaml(acme()))
    const child = startGwctl(['apply', '--yes'], { cwd: place.cwd })
    place.fault.when = (line) => void (line.includes('rescan') && child.kill('SIGKILL'))
    await once(child, 'close')
    delete place.fault.when
    return act(place)
  }

/** Interrupted as soon as a command arrives that holds this. */
const interruptedAt =
  (word: string, args: readonly string[], gateways: string): Row[3] =>
  (place) => {
    const controller = new AbortController()
    place.fault.when = (line) => void (line.includes(word) && controller.abort())
    return place.run([...args, '--json', '-f', '-'], {
      stdin: place.yaml(gateways),
      signal: controller.signal,
    })
  }

const backupId = ({ conf }: Place): string => readdirSync(join(conf, '.gwctl/backups'))[0] ?? ''
const ofBackup = (what: string, ...more: readonly string[]): Row[3] =>
  after((place) => place.run(['backup', what, backupId(place), '--conf', 'conf', '--json', ...more]))

/** One after another; tells the last. */
const both =
  (first: Row[3], second: Row[3]): Row[3] =>
  async (place) => {
    expect((await first(place)).code).toBe(0)
    return second(place)
  }

/** With this text in a file beside the configuration. */
const withFile =
  (name: string, text: string, act: Row[3]): Row[3] =>
  (place) => {
    writeFileSync(join(place.cwd, name), text)
    return act(place)
  }

/** With the YAML of the first committed, and the second in the work tree. */
const committed =
  (before: string, now: string, act: Row[3]): Row[3] =>
  (place) => {
    const repository = scratchAt(place.cwd)
    repository.git('init', '-q')
    repository.commit({ 'gwctl.yaml': place.yaml(before) })
    return withFile('gwctl.yaml', place.yaml(now), act)(place)
  }

const declined =
  (...args: readonly string[]): Row[3] =>
  ({ run }) =>
    run([...args, '--conf', 'conf', '--json'], { interactive: true, ask: () => Promise.resolve('no') })

const ADOPT = inConf('adopt', 'external/acme', '--yes')
const RELEASE = inConf('release', 'external/acme', '--yes')
const LOOSE = ['--yes', '--allow-deletes', '9', '--allow-last-healthy']

const ROWS: readonly Row[] = [
  ['validate', 'valid', 0, give(['validate'], lone)],
  ['validate', 'invalid', 3, give(['validate'], 'acme: { pasword: x }')],
  [
    'validate',
    'a warning that fails',
    3,
    give(
      ['validate', '--fail-on', 'warning'],
      'acme: { proxy: h, register: false, extra-params: { x: "1" } }',
    ),
  ],
  ['plan', 'changes', 0, give(['plan'], lone)],
  ['plan', 'changes, told by the exit code', 2, give(['plan', '--detailed-exitcode'], lone)],
  ['plan', 'no changes', 0, after(give(['plan', '--detailed-exitcode'], lone))],
  ['plan', 'invalid', 3, give(['plan'], 'acme: { pasword: x }')],
  ['plan', 'a wrong option', 3, give(['plan', '--target', 'acme'], lone)],
  ['plan', 'a target that is not there', 3, give(['plan', '--target', 'external/none'], lone)],
  ['plan', 'no switch', 1, alone(give(['plan'], lone))],
  [
    'plan',
    'a plan file that cannot be written',
    1,
    ({ run, cwd, yaml }) => {
      writeFileSync(join(cwd, 'gwctl.yaml'), yaml(lone))
      return run(['plan', '--json', '--out', 'none/a.plan'])
    },
  ],
  ['apply', 'applied', 0, give(['apply', '--yes'], lone)],
  ['apply', 'nothing to do', 0, after(give(['apply', '--yes'], lone))],
  ['apply', 'no switch', 1, alone(give(['apply', '--yes'], lone))],
  ['apply', 'invalid', 3, give(['apply', '--yes'], 'acme: { pasword: x }')],
  ['apply', 'no plan file', 3, ({ run }) => run(['apply', 'none.plan', '--yes', '--json'])],
  ['apply', 'nobody to ask', 4, give(['apply'], lone)],
  [
    'apply',
    'declined',
    4,
    ({ run, yaml }) =>
      run(['apply', '--json', '-f', '-'], {
        stdin: yaml(lone),
        interactive: true,
        ask: () => Promise.resolve('no'),
      }),
  ],
  ['apply', 'refused by a limit', 4, after(give(['apply', '--yes', '--allow-deletes', '0'], ''))],
  ['apply', 'an earlier one was killed', 4, killed(give(['apply', '--yes'], lone))],
  ['apply', 'locked', 5, locked(give(['apply', '--yes'], lone))],
  ['apply', 'put back', 6, give(['apply', '--yes'], acme(FORBIDS))],
  [
    'apply',
    'not put back entirely',
    7,
    async (place) => {
      const file = join(place.conf, 'sip_profiles/external/acme.xml')
      place.fault.when = (line) => {
        if (!line.includes('rescan')) return
        rmSync(file, { force: true })
        mkdirSync(file, { recursive: true })
      }
      return give(['apply', '--yes', '--timeout', '2'], acme(FORBIDS))(place)
    },
  ],
  ['apply', 'kept', 8, give(['apply', '--yes', '--keep'], acme(FORBIDS))],
  ['apply', 'interrupted', 130, interruptedAt('rescan', ['apply', '--yes'], acme(SILENT))],
  ['recover', 'nothing to do', 0, inConf('recover', '--yes')],
  ['recover', 'put back', 0, killed(inConf('recover', '--yes'))],
  ['recover', 'nobody to ask', 4, killed(inConf('recover'))],
  ['recover', 'locked', 5, killed(locked(inConf('recover', '--yes')))],
  ['recover', 'no switch', 7, killed(alone(inConf('recover', '--yes')))],
  ['rollback', 'nothing to do', 0, inConf('rollback', '--yes')],
  ['rollback', 'rolled back', 0, after(inConf('rollback', ...LOOSE))],
  ['rollback', 'no such backup', 3, after(inConf('rollback', 'none', '--yes'))],
  ['rollback', 'nobody to ask', 4, after(inConf('rollback'))],
  ['rollback', 'refused by a limit', 4, after(inConf('rollback', '--yes', '--allow-deletes', '0'))],
  [
    'rollback',
    'changed since',
    4,
    after((place) => {
      writeFileSync(join(place.conf, 'sip_profiles/external/acme.xml'), '<include/>\n')
      return inConf('rollback', ...LOOSE)(place)
    }),
  ],
  ['rollback', 'locked', 5, after(locked(inConf('rollback', ...LOOSE)))],
  ['rollback', 'no switch', 1, after(alone(inConf('rollback', ...LOOSE)))],
  [
    'rollback',
    'interrupted',
    130,
    after(async (place) => {
      expect((await place.apply(acme())).code).toBe(0)
      return interruptedAt('rescan', ['rollback', ...LOOSE], lone)(place)
    }),
  ],
  ['backup', 'list', 0, after(inConf('backup', 'list'))],
  ['backup', 'list, empty', 0, inConf('backup', 'list')],
  ['backup', 'show', 0, ofBackup('show')],
  ['backup', 'diff', 0, ofBackup('diff')],
  ['backup', 'restore', 0, ofBackup('restore', ...LOOSE)],
  ['backup', 'no such backup', 3, inConf('backup', 'show', 'none')],
  ['backup', 'no ID', 3, inConf('backup', 'show')],
  ['backup', 'a word it does not know', 3, inConf('backup', 'shw')],
  ['backup', 'restore, nobody to ask', 4, ofBackup('restore')],
  ['init', 'written', 0, ({ run }) => run(['init', '--json'])],
  ['init', 'there is no configuration', 0, inConfOf('none', 'init')],
  ['init', 'there already', 3, withFile('gwctl.yaml', '', ({ run }) => run(['init', '--json']))],
  ['import', 'printed', 0, after(inConf('import'))],
  ['import', 'no such gateway', 3, inConf('import', 'none')],
  ['import', 'no configuration', 3, inConfOf('none', 'import')],
  ['import', 'a file that cannot be written', 1, after(inConf('import', '-o', 'none/a.yaml'))],
  ['fmt', 'formatted', 0, withFile('gwctl.yaml', 'version:   1\n', ({ run }) => run(['fmt', '--json']))],
  [
    'fmt',
    'would be formatted, told by the exit code',
    2,
    withFile('gwctl.yaml', 'version:   1\n', ({ run }) => run(['fmt', '--check', '--json'])),
  ],
  ['fmt', 'no YAML', 3, withFile('gwctl.yaml', 'a: [\n', ({ run }) => run(['fmt', '--json']))],
  ['drift', 'none', 0, after(give(['drift'], lone))],
  ['drift', 'some', 2, give(['drift'], lone)],
  ['drift', 'invalid', 3, give(['drift'], 'acme: { pasword: x }')],
  ['drift', 'no switch', 1, alone(give(['drift'], lone))],
  ['status', 'all', 0, after(inConf('status'))],
  ['status', 'no such gateway', 3, inConf('status', 'external/none')],
  ['status', 'two options that exclude each other', 3, inConf('status', '--up', '--down')],
  ['status', 'no switch', 1, alone(inConf('status'))],
  ['var', 'not set', 0, after(inConf('var', 'acme', 'x'))],
  ['var', 'no such gateway', 3, inConf('var', 'acme', 'x')],
  ['var', 'no name', 3, inConf('var', 'acme')],
  ['var', 'a secret', 4, after(inConf('var', 'acme', 'api-token'))],
  ['var', 'no switch', 1, alone(inConf('var', 'acme', 'x'))],
  // What it prints of events are JSON lines; a run that never begins is one document.
  ['watch', 'no address', 3, inConf('watch', '--metrics', 'nowhere')],
  ['watch', 'no configuration', 3, inConfOf('none', 'watch')],
  ['diff', 'changes', 0, committed('', lone, ({ run }) => run(['diff', '--json']))],
  [
    'diff',
    'changes, told by the exit code',
    2,
    committed('', lone, ({ run }) => run(['diff', '--json', '--detailed-exitcode'])),
  ],
  [
    'diff',
    'no changes',
    0,
    committed(lone, lone, ({ run }) => run(['diff', '--json', '--detailed-exitcode'])),
  ],
  ['diff', 'no such revision', 3, committed('', lone, ({ run }) => run(['diff', 'none', '--json']))],
  ['diff', 'no repository', 3, withFile('gwctl.yaml', '', ({ run }) => run(['diff', '--json']))],
  ['adopt', 'adopted', 0, after(both(RELEASE, ADOPT))],
  ['adopt', 'nothing to do', 0, after(ADOPT)],
  ['adopt', 'no such gateway', 3, inConf('adopt', 'external/none', '--yes')],
  ['adopt', 'no gateway', 3, inConf('adopt', '--yes')],
  ['adopt', 'nobody to ask', 4, after(inConf('adopt', 'external/acme'))],
  ['adopt', 'declined', 4, after(both(RELEASE, declined('adopt', 'external/acme')))],
  ['adopt', 'locked', 5, after(locked(ADOPT))],
  ['release', 'released', 0, after(RELEASE)],
  ['release', 'nothing to do', 0, after(both(RELEASE, RELEASE))],
  ['release', 'no such gateway', 3, inConf('release', 'external/none', '--yes')],
  ['release', 'nobody to ask', 4, after(inConf('release', 'external/acme'))],
  ['release', 'declined', 4, after(declined('release', 'external/acme'))],
  ['release', 'locked', 5, after(locked(RELEASE))],
  ['gateway', 'done', 0, after(inConf('gateway', 'restart', 'external/acme', '--yes'), acme())],
  ['gateway', 'no switch', 1, after(alone(inConf('gateway', 'restart', 'external/acme', '--yes')))],
  ['gateway', 'no such gateway', 3, inConf('gateway', 'restart', 'external/none', '--yes')],
  ['gateway', 'a word it does not know', 3, inConf('gateway', 'rstart', 'external/acme', '--yes')],
  ['gateway', 'nobody to ask', 4, after(inConf('gateway', 'restart', 'external/acme'))],
  ['gateway', 'declined', 4, after(declined('gateway', 'restart', 'external/acme'))],
  ['gateway', 'refused', 4, after(inConf('gateway', 'register', 'external/acme', '--yes'))],
  ['gateway', 'locked', 5, after(locked(inConf('gateway', 'restart', 'external/acme', '--yes')))],
  [
    'gateway',
    'done, and not UP',
    8,
    async (place) => {
      expect((await place.apply(acme(FORBIDS), '--keep')).code).toBe(8)
      return inConf('gateway', 'register', 'external/acme', '--yes')(place)
    },
  ],
  ['profile', 'done', 0, inConf('profile', 'rescan', 'external', '--yes')],
  ['profile', 'nothing to do', 0, inConf('profile', 'start', 'external', '--yes')],
  ['profile', 'no switch', 1, alone(inConf('profile', 'rescan', 'external', '--yes'))],
  ['profile', 'no such profile', 3, inConf('profile', 'rescan', 'none', '--yes')],
  ['profile', 'nobody to ask', 4, inConf('profile', 'rescan', 'external')],
  ['profile', 'declined', 4, declined('profile', 'restart', 'external')],
  ['profile', 'locked', 5, locked(inConf('profile', 'rescan', 'external', '--yes'))],
]

describe('with --json every exit prints one whole document', () => {
  const carriers = {
    [FORBIDS]: { registerAnswer: [403, 'Forbidden'] },
    [SILENT]: { down: 'silent' },
  } as const

  it.each(ROWS)(
    '%s: %s: %d',
    (_, __, exit, act) => inPlace({ carriers }, async (place) => void expectDocument(await act(place), exit)),
    30_000,
  )

  it('for every command that has --json', async () => {
    const told = new Set(ROWS.map(([command]) => command))
    expect((await withOptions('json')).filter((name) => !told.has(name))).toEqual([])
  })
})

/** Names of the commands that have all of these options. */
async function withOptions(...wanted: readonly string[]): Promise<string[]> {
  const loaded = await Promise.all(COMMANDS.map((each) => each.load()))
  return loaded
    .filter(({ options }) => wanted.every((name) => options.some((each) => each.name === name)))
    .map(({ name }) => name)
}

describe('every command with --json', () => {
  it.each(COMMANDS.map(({ name }) => name))(
    '%s: a misspelt flag and input that is not there are one document',
    async (name) => {
      if (!(await withOptions('json')).includes(name)) return
      await inPlace({}, async ({ run }) => {
        const needs = NEEDS[name] ?? []
        expectDocument(await run([name, ...needs, '--json', '--dry_run']), 3)
        if ((await withOptions('json', 'file')).includes(name))
          expectDocument(await run([name, ...needs, '--json', '-f', 'none.yaml']), 3)
      })
    },
  )

  // The process itself: what has begun nothing is ended from outside, and says so all the same.
  it.concurrent.each(COMMANDS.map(({ name }) => name))(
    '%s: an interrupt while it reads is one document',
    async (name) => {
      if (!(await withOptions('json', 'file')).includes(name) || READ_NO_STDIN.has(name)) return
      await inDirectory({}, async (cwd) => {
        const child = startGwctl([name, ...(NEEDS[name] ?? []), '--json', '-f', '-'], { cwd })
        let [stdout, stderr] = ['', '']
        child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
        child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
        // More than a pipe holds: it is through when somebody reads, and the input never ends.
        child.stdin?.on('error', () => undefined)
        child.stdin?.write('#'.repeat(1_000_000), () => void child.kill('SIGINT'))
        await once(child, 'close')
        const document = expectDocument({ code: child.exitCode, stdout, stderr }, 130)
        expect(document).toMatchObject({ error: { code: 'GW505' } })
        expect(stderr).toContain('Interrupted; nothing was changed.')
      })
    },
    30_000,
  )
})
