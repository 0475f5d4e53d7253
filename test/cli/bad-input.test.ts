import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeConf } from '../support/small-conf.ts'
import { expectPlainFailure, gwctl, inDirectory, type Run } from './gwctl.ts'
import { runHere } from './in-process.ts'

const HEAD = 'version: 1\nfreeswitch: { conf: ./conf }\n'

/** Runs all commands that read the input; each has to refuse it in the same way. */
async function refuseAll(cwd: string, file: string, run = runHere): Promise<Run[]> {
  const runs = [
    await run(['validate', '-f', file], { cwd }),
    await run(['plan', '--offline', '-f', file, '--json'], { cwd }),
    await run(['apply', '--yes', '-f', file], { cwd }),
  ]
  for (const run of runs) expectPlainFailure(run)
  const json: unknown = JSON.parse(runs[1]?.stdout ?? '')
  expect(json).toMatchObject({ formatVersion: '1.0', error: { code: expect.stringMatching(/^GW\d{3}$/) } })
  return runs
}

const ALIAS_BOMB = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat(
    [...'bcdefghij'].map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at] ?? ''}, `.repeat(9)}]`),
  )
  .join('\n')

describe('YAML that is not one', () => {
  it.each<[string, string | Buffer]>([
    ['empty', ''],
    ['not UTF-8', Buffer.concat([Buffer.from(HEAD), Buffer.from('# \xe4\n', 'latin1')])],
    ['UTF-16', Buffer.from(`\ufeff${HEAD}`, 'utf16le')],
    ['binary', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7) % 256))],
    ['10 MB', `${HEAD}# ${'x'.repeat(10 * 1024 * 1024)}\n`],
    ['10 MB of one list', `a: [${'x, '.repeat(3_400_000)}]`],
    ['an alias bomb', ALIAS_BOMB],
    ['10,000 maps deep', `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['10,000 lists deep', '['.repeat(10_000)],
    [
      '10,000 indentations deep',
      Array.from({ length: 10_000 }, (_, at) => `${' '.repeat(at % 500)}a:\n`).join(''),
    ],
    ['a tab for indentation', `${HEAD}profiles:\n\texternal: {}\n`],
    ['a list', '- 1\n'],
    ['a scalar', 'version'],
    ['two documents', `${HEAD}---\n${HEAD}`],
    ['a terminal escape', `${HEAD}profiles: { "\\e[31mred": { gateways: {} } }\n`],
  ])('%s', (_, content) =>
    inDirectory({ 'gwctl.yaml': content }, async (cwd) => {
      writeConf(join(cwd, 'conf'))
      for (const run of await refuseAll(cwd, 'gwctl.yaml')) expect(run.code).toBe(3)
    }),
  )

  it.each([
    ['no such file', 'none.yaml'],
    ['a directory without YAML', 'conf'],
    ['a link to itself', 'loop.yaml'],
    ['a path through a file', 'gwctl.yaml/more.yaml'],
    ['a file of the system that cannot be read', '/proc/self/mem'],
    ['a device without an end', '/dev/zero'],
    ['a NUL in its name', 'a\u0001b.yaml'],
    ['a name that is too long', `${'n'.repeat(5000)}.yaml`],
  ])('%s', (_, file) =>
    inDirectory({ 'gwctl.yaml': HEAD }, async (cwd) => {
      writeConf(join(cwd, 'conf'))
      symlinkSync('loop.yaml', join(cwd, 'loop.yaml'))
      for (const run of await refuseAll(cwd, file)) expect(run.code).toBe(3)
    }),
  )
})

const DESIRED = `${HEAD}profiles: { external: { gateways: { acme: { proxy: h, register: false } } } }\n`

describe('a configuration directory that is not one', () => {
  const deep = `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`

  it.each<[string, Record<string, string>]>([
    ['nothing in it', {}],
    ['no profile', { 'freeswitch.xml': '<document type="freeswitch/xml"/>\n' }],
    [
      'an XML that is cut off',
      { 'freeswitch.xml': '<document type="freeswitch/xml">\n<section name="configuration">\n' },
    ],
    ['an XML 10,000 levels deep', { 'freeswitch.xml': `<document type="freeswitch/xml">${deep}</document>` }],
    ['10,000 open elements', { 'freeswitch.xml': '<a>'.repeat(10_000) }],
    [
      'binary XML',
      { 'freeswitch.xml': String.fromCharCode(...Array.from({ length: 4096 }, (_, at) => (at * 7) % 256)) },
    ],
    ['an include of itself', { 'freeswitch.xml': '<X-PRE-PROCESS cmd="include" data="freeswitch.xml"/>\n' }],
    ['10 MB on one line', { 'freeswitch.xml': `<document>${'x'.repeat(10 * 1024 * 1024)}</document>` }],
  ])('%s', (_, files) =>
    inDirectory({ 'gwctl.yaml': DESIRED }, async (cwd) => {
      mkdirSync(join(cwd, 'conf'))
      for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, 'conf', file), text, 'latin1')
      for (const run of await refuseAll(cwd, 'gwctl.yaml')) expect(run.code).toBe(3)
    }),
  )

  it('is not made by an apply', () =>
    inDirectory({ 'gwctl.yaml': DESIRED.replace('./conf', 'a/b') }, async (cwd) => {
      expect((await runHere(['apply', '--yes'], { cwd })).code).toBe(3)
      expect(readdirSync(cwd)).toEqual(['gwctl.yaml'])
    }))

  it.each(['none', 'gwctl.yaml', '/dev/null', '/proc/self/mem'])('%s', (conf) =>
    inDirectory({ 'gwctl.yaml': DESIRED.replace('./conf', conf) }, async (cwd) => {
      for (const run of await refuseAll(cwd, 'gwctl.yaml')) expect(run.code).toBe(3)
    }),
  )
})

describe('the process itself', () => {
  it.each<[string, string]>([
    ['an alias bomb', ALIAS_BOMB],
    ['10,000 maps deep', `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ])('survives %s', (_, content) =>
    inDirectory({ 'gwctl.yaml': content }, async (cwd) => {
      for (const run of await refuseAll(cwd, 'gwctl.yaml', gwctl)) expect(run.code).toBe(3)
    }),
  )

  it('survives XML 10,000 levels deep', () =>
    inDirectory({ 'gwctl.yaml': DESIRED }, async (cwd) => {
      const deep = `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`
      const root = `<document type="freeswitch/xml">${deep}</document>`
      writeConf(join(cwd, 'conf'), { files: { 'freeswitch.xml': root } })
      for (const run of await refuseAll(cwd, 'gwctl.yaml', gwctl)) expect(run.code).toBe(3)
    }))
})
