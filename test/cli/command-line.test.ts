import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMANDS } from '../../src/cli/commands.ts'
import { expectPlainFailure, gwctl, inDirectory, MAIN, startGwctl } from './gwctl.ts'

const NAMES = COMMANDS.map((each) => each.name)

describe('gwctl', () => {
  it('says its version, that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(await gwctl(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.each([['--help'], ['-h'], ['help']])('%s lists every command and exit code', async (...args) => {
    const { code, stdout, stderr } = await gwctl(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
    for (const exit of [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]) expect(stdout).toContain(`${exit} `)
  })

  it.each(NAMES)('%s --help has a usage and examples, and does nothing else', async (name) => {
    const { code, stdout, stderr } = await gwctl([name, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Usage: gwctl ${name}`)
    expect(stdout).toMatch(/Examples:\n {2}gwctl /)
    expect(await gwctl(['help', name])).toMatchObject({ code: 0, stdout })
  })

  it.each(['list', 'show', 'diff', 'restore'])('backup %s --help tells of that one alone', async (name) => {
    const { code, stdout, stderr } = await gwctl(['backup', name, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      new RegExp(`^gwctl backup ${name} - [^]*\nUsage: gwctl backup ${name}\\b[^]*\nExamples:\n`),
    )
    expect(stdout.includes('--yes')).toBe(name === 'restore')
    expect(await gwctl(['help', 'backup', name])).toMatchObject({ code: 0, stdout })
    expect((await gwctl(['backup', '--help'])).stdout).toContain(`\n  ${name} `)
  })

  it('refuses an option that the subcommand does not have, and names its help', async () => {
    const { code, stderr } = await gwctl(['backup', 'list', '--yes'])
    expect(code).toBe(3)
    expect(stderr).toContain('There is no option --yes.')
    expect(stderr).toContain('`gwctl backup list --help`')
  })

  it('apply --help shows what a failed apply that is put back looks like', async () => {
    const { stdout } = await gwctl(['apply', '--help'])
    expect(stdout).toContain('Put back: files and gateways are as they were before.')
    expect(stdout).toContain('error GW408')
  })

  it('says what is missing where its directory is gone', async () => {
    const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    const gone = mkdtempSync(join(tmpdir(), 'gwctl-gone-'))
    const child = spawn('sh', ['-c', script, 'sh', gone, process.execPath, MAIN, 'validate'])
    const stderr: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    await once(child, 'close')
    const run = { code: child.exitCode, stdout: '', stderr: Buffer.concat(stderr).toString() }
    expect(run.code).toBe(3)
    expectPlainFailure(run)
    expect(run.stderr).toContain('gwctl.yaml')
  })

  it('without a command prints its help as an error', async () => {
    const run = await gwctl([])
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('Usage: gwctl COMMAND')
  })

  it.each([
    ['plan', '--offlin', '--offline'],
    ['apply', '--dry_run', undefined],
    ['apply', '--yess', '--yes'],
    ['apply', '--alow-deletes=3', '--allow-deletes'],
    ['validate', '--jsn', '--json'],
  ])('refuses %s %s before it reads anything', async (command, flag, meant) => {
    // Both would fail with another exit code or code later: there is no such file.
    const run = await gwctl([command, '-f', 'no-such.yaml', flag])
    expect(run.code).toBe(3)
    expectPlainFailure(run)
    expect(run.stderr).toContain(`There is no option ${flag.split('=')[0] ?? ''}`)
    if (meant !== undefined) expect(run.stderr).toContain(`Did you mean ${meant}?`)
    expect(run.stderr).not.toContain('no-such.yaml')
  })

  it.each([
    [['plam'], /no command "plam".*\n.*Did you mean plan\?/],
    [['plan', 'extra'], /"extra" is not expected/],
    [['plan', '--format', 'xml'], /--format takes text or json or markdown or html, not "xml"/],
    [['plan', '--target', 'acme'], /PROFILE\/GATEWAY/],
    [['plan', '--target'], /--target needs a value/],
    [['plan', '--offline=yes'], /--offline takes no value/],
    [['apply', '--yes', '--timeout', 'soon'], /--timeout takes a whole number/],
    [['apply', '--yes', '--allow-deletes', '-1'], /--allow-deletes/],
    [['sandbox'], /sandbox needs --conf/],
    [['schema', 'nope'], /schema takes gwctl or plan/],
    [['help', 'nope'], /no command "nope"/],
    [['\u001b[31mred'], /no command/],
  ])('refuses %j', async (args, why) => {
    const run = await gwctl(args)
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expectPlainFailure(run)
    expect(run.stderr).toMatch(why)
  })

  it('apply asks nobody: without a terminal it refuses before it reads anything', async () => {
    const run = await gwctl(['apply', '-f', 'no-such.yaml'])
    expect(run).toMatchObject({ code: 4, stdout: '' })
    expect(run.stderr).toContain('--yes')
    expect(run.stderr).not.toContain('no-such.yaml')
  })

  it('prints schemas that are JSON', async () => {
    for (const which of ['gwctl', 'plan']) {
      const { code, stdout } = await gwctl(['schema', which])
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toHaveProperty('$schema')
      expect(JSON.parse(stdout)).toEqual(
        JSON.parse(readFileSync(`schemas/${which === 'plan' ? 'plan' : 'gwctl'}.schema.json`, 'utf8')),
      )
    }
  })

  it('says where the schemas stand that come with it', async () => {
    for (const args of [[], ['plan']]) {
      const { code, stdout } = await gwctl(['schema', ...args, '--path'])
      expect(code).toBe(0)
      expect(readFileSync(stdout.trimEnd(), 'utf8')).toBe(
        readFileSync(`schemas/${args[0] ?? 'gwctl'}.schema.json`, 'utf8'),
      )
    }
  })

  it('ends quietly when its reader leaves early', async () => {
    const child = startGwctl(['schema'])
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.stdout?.destroy()
    const code = await new Promise((done) => child.once('close', done))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it.each([['--version'], ['schema']])(
    '%s says what a full disk does not take, and fails',
    async (...args) => {
      const full = openSync('/dev/full', 'w')
      const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', full, 'pipe'] })
      closeSync(full)
      const stderr: Buffer[] = []
      child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk))
      await once(child, 'close')
      const run = { code: child.exitCode, stdout: '', stderr: Buffer.concat(stderr).toString() }
      expect(run.code).toBe(1)
      expectPlainFailure(run)
      expect(run.stderr).toContain(
        'Standard output could not be written: no space left on device.\n  Free space',
      )
    },
  )

  it('colours only where it is told to, or a terminal is', async () => {
    const files = { 'gwctl.yaml': 'version: 2\n' }
    const coloured = (run: { stderr: string }): boolean => run.stderr.includes('\u001b[')
    await inDirectory(files, async (cwd) => {
      expect(coloured(await gwctl(['validate'], { cwd }))).toBe(false)
      expect(coloured(await gwctl(['validate'], { cwd, env: { FORCE_COLOR: '1' } }))).toBe(true)
      expect(coloured(await gwctl(['validate'], { cwd, env: { FORCE_COLOR: '0' } }))).toBe(false)
      expect(coloured(await gwctl(['validate'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }))).toBe(
        false,
      )
    })
  })
})
