import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { acme, inPipeline, SECRET } from './pipeline-place.ts'
import { runShell } from './run-shell.ts'

// Many processes one after another, on a machine that does other things beside.
jest.setTimeout(90_000)

const TEXT = readFileSync('examples/pipelines/Jenkinsfile', 'utf8')

/** The command lines of each stage, in order. */
const STAGES = Object.fromEntries(
  TEXT.split(/^ {4}stage\('/m)
    .slice(1)
    .map((part) => [
      part.slice(0, part.indexOf("'")),
      [...part.matchAll(/\bsh(?: |\(returnStatus: true, script: )'([^']+)'/g)].map(([, line = '']) => line),
    ]),
)

describe('examples/pipelines/Jenkinsfile', () => {
  it('checks, plans, asks and applies; only on main, only changes, and with no agent that waits', () => {
    expect(Object.entries(STAGES).map(([stage, lines]) => [stage, lines.length])).toEqual([
      ['Check', 2],
      ['Plan', 1],
      ['Approve', 0],
      ['Apply', 1],
    ])
    // Every command line is among those.
    expect(TEXT.match(/\bsh\b/g)).toHaveLength(4)
    expect(TEXT.match(/when \{ allOf \{ branch 'main'; environment name: 'GWCTL_CHANGES'/g)).toHaveLength(2)
    expect(TEXT).toContain('agent none')
    expect(/stage\('Approve'\) \{[^]*?stage\('Apply'\)/.exec(TEXT)?.[0]).not.toContain('agent {')
    // Braces and quotes are balanced.
    expect(TEXT.match(/\{/g)).toHaveLength(TEXT.match(/\}/g)?.length ?? 0)
  })

  it('does what its lines say', () =>
    inPipeline(async ({ repository, env, yaml, conf }) => {
      const shown: string[] = []
      const run = async (stage: string): Promise<number | null> => {
        const { code, log } = await runShell(STAGES[stage] ?? [], { cwd: repository.directory, env })
        shown.push(log)
        return code
      }
      repository.write({ 'gwctl.yaml': yaml(acme(600)) })
      expect(await run('Check')).toBe(0)
      expect(await run('Plan')).toBe(2)
      const page = readFileSync(join(repository.directory, 'plan.html'), 'utf8')
      expect(page).toContain('<h1>gwctl plan: 1 to create')
      expect(await run('Apply')).toBe(0)
      expect(conf('sip_profiles/external/acme.xml')).toContain('value="600"')
      expect(await run('Plan')).toBe(0)
      repository.write({ 'gwctl.yaml': yaml(acme(900)) })
      expect(await run('Apply')).toBe(4)
      expect(shown.at(-1)).toContain('Since the plan was saved: gwctl.yaml has changed')
      repository.write({ 'gwctl.yaml': 'version: 1\nprofils: {}\n' })
      expect(await run('Plan')).toBe(3)
      expect(JSON.stringify([shown, page])).not.toContain(SECRET)
    }))
})
