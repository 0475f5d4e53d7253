import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditEntry } from '../../src/apply/audit.ts'
import { inPlace, type Place } from './place.ts'

const FORBIDS = '127.0.0.1:15061'
const TRUNK = 'acme: { proxy: h, register: false }'

function entries({ conf }: Place): AuditEntry[] {
  const lines = readFileSync(join(conf, '.gwctl/audit.jsonl'), 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as AuditEntry)
}

describe('an apply in the audit log', () => {
  it('is told with who, what and how it ended', () =>
    inPlace({ env: { GITHUB_ACTOR: 'carol', P: 'T0p-secret' } }, async (place) => {
      const run = await place.apply('acme: { proxy: h, username: "${env:P}", register: false }', '--json')
      const { backup } = JSON.parse(run.stdout) as { backup: string }
      expect(entries(place)).toEqual([
        {
          formatVersion: '1.0',
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          who: { user: expect.any(String), host: expect.any(String), ci: { GITHUB_ACTOR: 'carol' } },
          purpose: 'apply',
          id: backup,
          plan: expect.stringMatching(/^[0-9a-f]{64}$/),
          outcome: 'applied',
          exit: 0,
          numbers: { create: 1, update: 0, delete: 0, adopt: 0, recreate: 0, files: 1, commands: 1 },
        },
      ])
      expect(JSON.stringify(entries(place))).not.toContain('T0p-secret')
    }))

  it('is told when it was refused, declined, interrupted or put back, and not when nothing was to do', () =>
    inPlace({ carriers: { [FORBIDS]: { registerAnswer: [403, 'Forbidden'] } } }, async (place) => {
      const stdin = place.yaml(TRUNK)
      const args = ['apply', '-f', '-']
      const ask = (): Promise<string> => Promise.resolve('no')
      await place.run(args, { stdin, interactive: true, ask })
      const controller = new AbortController()
      const leave = (): Promise<undefined> => {
        controller.abort()
        return Promise.resolve(undefined)
      }
      await place.run(args, { stdin, interactive: true, ask: leave, signal: controller.signal })
      await place.apply(TRUNK)
      await place.apply(TRUNK)
      await place.apply(`acme: { proxy: "${FORBIDS}", username: a, password: b }`)
      await place.run(['apply', '--yes', '--allow-deletes', '0', '-f', '-'], {
        stdin: place.yaml('').replace('max-deletes: 100', 'max-deletes: 0'),
      })
      expect(entries(place).map(({ outcome, exit, code }) => [outcome, exit, code])).toEqual([
        ['declined', 4, 'GW302'],
        ['interrupted', 130, 'GW505'],
        ['applied', 0, undefined],
        ['put-back', 6, 'GW408'],
        ['refused', 4, 'GW301'],
      ])
    }))

  it('names the git revision of the YAML', () =>
    inPlace({}, async (place) => {
      const { cwd } = place
      writeFileSync(join(cwd, 'gwctl.yaml'), place.yaml(TRUNK))
      writeFileSync(join(cwd, '.gitignore'), 'conf\n')
      const git = (...args: string[]): string =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], {
          cwd,
          encoding: 'utf8',
        }).trim()
      git('init', '-q')
      git('add', '.')
      git('commit', '-q', '-m', 'one')
      await place.run(['apply', '--yes'])
      writeFileSync(join(cwd, 'gwctl.yaml'), place.yaml(TRUNK.replace('proxy: h', 'proxy: i')))
      await place.run(['apply', '--yes'])
      const commit = git('rev-parse', 'HEAD')
      expect(entries(place).map((each) => each.git)).toEqual([
        { commit, dirty: false },
        { commit, dirty: true },
      ])
    }))

  it('that cannot be noted is done all the same, and said', () =>
    inPlace({}, async (place) => {
      mkdirSync(join(place.conf, '.gwctl/audit.jsonl'), { recursive: true })
      const run = await place.apply(TRUNK)
      expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('audit.jsonl') })
      rmSync(join(place.conf, '.gwctl/audit.jsonl'), { recursive: true })
      expect(place.files()['sip_profiles/external/acme.xml']).toContain('acme')
    }))
})
