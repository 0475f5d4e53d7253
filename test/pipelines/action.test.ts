import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startFakeGithub, type FakeGithub } from './fake-github.ts'
import { acme, inPipeline, SECRET, SILENT, type PipelinePlace } from './pipeline-place.ts'
import { runAction, type Ended, type Job } from './run-action.ts'

// Many processes one after another, on a machine that does other things beside.
jest.setTimeout(90_000)

interface Place extends PipelinePlace {
  readonly github: FakeGithub
  /** Runs the action, and sees to it that no secret is in anything that it leaves. */
  act(inputs: Job['with'], more?: Partial<Job>): Promise<Ended>
  /** Commits the YAML with these gateways on a branch that leaves main, as GitHub merges it for a check-out. */
  propose(gateways: string): void
  merge(): void
}

async function inRepository(body: (place: Place) => Promise<void>): Promise<void> {
  const github = await startFakeGithub()
  try {
    await inPipeline(async (place) => {
      const { repository, env, yaml } = place
      repository.commit({ 'gwctl.yaml': yaml('{}') })
      const act: Place['act'] = async (inputs, more) => {
        const job = { with: inputs, workspace: repository.directory, github, env, ...more }
        const ended = await runAction(job)
        const left = [ended.outputs['markdown'], ended.outputs['sarif']]
          .filter((file) => file !== undefined && file !== '')
          .map((file) => readFileSync(file ?? '', 'utf8'))
        expect(JSON.stringify([ended, left, github.comments, github.artifacts])).not.toContain(SECRET)
        return ended
      }
      const propose = (gateways: string): void => {
        repository.git('checkout', '-q', '-B', 'change', 'main')
        repository.commit({ 'gwctl.yaml': yaml(gateways) })
      }
      const merge = (): void => {
        repository.git('checkout', '-q', 'main')
        repository.git('merge', '-q', '--no-ff', '-m', 'Merge', 'change')
      }
      await body({ ...place, github, act, propose, merge })
    })
  } finally {
    await github.close()
  }
}

const PULL_REQUEST = { pullRequest: true }

describe('the action', () => {
  it('plans on the pull request, with one comment, and applies what was planned when it is merged', () =>
    inRepository(async ({ act, github, propose, merge, conf }) => {
      propose(acme(900))
      const first = await act({ command: 'plan' }, { ...PULL_REQUEST, run: 1 })
      expect(first).toMatchObject({ outcome: 'success', outputs: { 'exit-code': '2', changes: 'true' } })
      expect(github.comments).toHaveLength(1)
      expect(github.comments[0]?.body).toContain('### gwctl plan: 1 to create')
      expect(github.comments[0]?.body).toContain(
        'Of commit c0ffeec0ffee, by <a href="https://github.example/acme/trunks/actions/runs/1">run 1</a>.',
      )
      expect(first.summary).toContain('### gwctl plan: 1 to create')

      propose(acme(600))
      const second = await act({ command: 'plan' }, { ...PULL_REQUEST, run: 2 })
      expect(github.comments).toHaveLength(1)
      expect(github.comments[0]?.body).toMatch(/expire-seconds.*600[^]*>run 2</)
      expect(second.outputs['plan-name']).not.toBe(first.outputs['plan-name'])

      merge()
      const applied = await act({ command: 'apply' }, { run: 3 })
      expect(applied).toMatchObject({
        outcome: 'success',
        outputs: { 'exit-code': '0', 'plan-name': second.outputs['plan-name'] },
        steps: { fetch: 'success', apply: 'success', comment: 'skipped' },
      })
      expect(applied.log).toContain('by run 2.')
      expect(applied.summary).toMatch(/^### gwctl apply: done\n\n {4}\S/)
      expect(conf('sip_profiles/external/acme.xml')).toContain('<param name="expire-seconds" value="600"/>')

      // Again: there is nothing to do, and the comment says so.
      const after = await act({ command: 'plan' }, { ...PULL_REQUEST, run: 4 })
      expect(after).toMatchObject({ outcome: 'success', outputs: { 'exit-code': '0', changes: 'false' } })
      expect(github.comments).toHaveLength(1)
      expect(github.comments[0]?.body).toContain('### gwctl plan: no changes')

      // The plan that was applied is used up, for whoever runs the job a second time.
      github.artifacts.pop()
      const twice = await act({ command: 'apply' }, { run: 3 })
      expect(twice).toMatchObject({ outcome: 'failure', exit: 4 })
    }))

  it('refuses a saved plan that is out of date, and says what to do', () =>
    inRepository(async ({ act, propose, merge, conf, change }) => {
      propose(acme(900))
      await act({ command: 'plan' }, PULL_REQUEST)
      merge()
      change('sip_profiles/external.xml', `${conf('sip_profiles/external.xml')}<!-- by hand -->\n`)
      const late = await act({ command: 'apply' })
      expect(late).toMatchObject({ outcome: 'failure', exit: 4, outputs: { 'exit-code': '4' } })
      expect(late.summary).toMatch(
        /^### gwctl apply: refused, nothing was changed\n\n {4}error GW310: .*sip_profiles\/external\.xml has changed/,
      )
      expect(late.log).toContain(
        '::error title=gwctl::Refused; nothing was changed. Where the plan is out of date: save a new one',
      )
      expect(() => conf('sip_profiles/external/acme.xml')).toThrow('ENOENT')
    }))

  it('applies no plan of other files, of a fork, or one that is gone', () =>
    inRepository(async ({ act, github, propose, merge, repository }) => {
      propose(acme(900))
      await act({ command: 'plan', comment: 'false' }, PULL_REQUEST)
      const [saved] = github.artifacts
      if (saved === undefined) throw new Error('no plan was saved')
      github.artifacts[0] = { ...saved, workflow_run: { ...saved.workflow_run, head_repository_id: 666 } }
      github.artifacts.push({ ...saved, expired: true })
      merge()
      const refused = {
        outcome: 'failure',
        exit: 4,
        outputs: { 'exit-code': '4' },
        steps: { fetch: 'skipped', apply: 'skipped' },
      }
      const none = await act({ command: 'apply' })
      expect(none).toMatchObject(refused)
      expect(none.summary).toContain('There is no saved plan for these files (`gwctl-plan-')
      github.artifacts.push(saved)
      repository.commit({ 'beside.yaml': '' })
      expect(await act({ command: 'apply' })).toMatchObject(refused)
      expect(github.comments).toEqual([])
    }))

  it('shows what is wrong with the input, and fails', () =>
    inRepository(async ({ act, github, repository, propose }) => {
      propose(acme(900))
      repository.commit({ 'gwctl.yaml': 'version: 1\nprofils: {}\n' })
      const ended = await act({ command: 'plan' }, PULL_REQUEST)
      expect(ended).toMatchObject({
        outcome: 'failure',
        exit: 3,
        outputs: { 'exit-code': '3', changes: '', 'plan-file': '' },
        steps: { save: 'skipped', comment: 'success' },
      })
      expect(github.comments).toHaveLength(1)
      expect(github.comments[0]?.body).toMatch(
        /### gwctl: 2 errors\n\n[^]*`gwctl\.yaml:2:1`: `profils` is not a key/,
      )
      expect(ended.summary).toContain('### gwctl: 2 errors')
      expect(ended.log).toContain('gwctl.yaml:2:1: error GW101')
    }))

  it('says why there is no plan when the switch does not answer', () =>
    inRepository(async ({ act, github, sandbox, propose }) => {
      propose(acme(900))
      await sandbox.close()
      const ended = await act({ command: 'plan' }, PULL_REQUEST)
      expect(ended).toMatchObject({ outcome: 'failure', exit: 1 })
      expect(github.comments[0]?.body).toMatch(/### gwctl failed: `GW4\d\d`/)
    }))

  it('fails when the comment cannot be written, since an old one would stay; saves no plan that was made offline', () =>
    inRepository(async ({ act, github, propose }) => {
      propose(acme(900))
      github.may.comment = false
      const ended = await act({ command: 'plan', offline: 'true' }, PULL_REQUEST)
      expect(ended).toMatchObject({ outcome: 'failure', exit: 1, steps: { save: 'skipped' } })
      expect(ended.outputs).toMatchObject({ 'exit-code': '2', changes: 'true', 'plan-file': '' })
      expect(ended.summary).toContain('The switch was not asked')
      expect(ended.log).toContain('The job needs `permissions: { pull-requests: write }`')
      expect(ended.summary).toContain('1 to create')
    }))

  it('fails when it may not look for the saved plan', () =>
    inRepository(async ({ act, github }) => {
      github.may.findArtifacts = false
      const ended = await act({ command: 'apply' })
      expect(ended).toMatchObject({ outcome: 'failure', exit: 1, steps: { apply: 'skipped' } })
      expect(ended.log).toContain('The job needs `permissions: { actions: read }`')
    }))

  it('checks without switch and secrets: SARIF, and what the change means', () =>
    inRepository(async ({ act, github, propose, repository, sandbox, env: { PATH = '' } }) => {
      await sandbox.close()
      const fork = { ...PULL_REQUEST, env: { PATH } }
      propose(acme(900))
      const inputs = { command: 'check', arguments: '--no-disk', comment: 'false' }
      const ended = await act(inputs, fork)
      expect(ended).toMatchObject({ outcome: 'success', outputs: { 'exit-code': '0', changes: 'true' } })
      expect(ended.summary).toMatch(/^### gwctl diff: 1 to create; [^]*`external\/acme` \| create \|/)
      expect(JSON.parse(readFileSync(ended.outputs['sarif'] ?? '', 'utf8'))).toMatchObject({
        version: '2.1.0',
      })
      expect(github.asked).toEqual([])

      const alone = await act({ ...inputs, base: '' }, fork)
      expect(alone.summary).toMatch(/^### gwctl: valid\n/)
      const shallow = await act({ ...inputs, base: 'HEAD^1^1^1' }, fork)
      expect(shallow).toMatchObject({ outcome: 'failure', exit: 3 })
      expect(shallow.summary).toContain('`GW130`')

      repository.commit({ 'gwctl.yaml': 'version: 1\nprofils: {}\n' })
      const wrong = await act(inputs, fork)
      expect(wrong).toMatchObject({ outcome: 'failure', exit: 3, outputs: { changes: '' } })
      expect(wrong.summary).toContain('### gwctl: 2 errors')
      expect(readFileSync(wrong.outputs['sarif'] ?? '', 'utf8')).toContain('"ruleId": "GW101"')
    }))

  it('passes a cancelled job on to gwctl, which puts back what it began', () =>
    inRepository(async ({ act, propose, conf, sandbox }) => {
      propose(acme(900).replace('127.0.0.1:15060', SILENT))
      const saved = await act({ command: 'plan' }, PULL_REQUEST)
      const ended = await act(
        { command: 'apply', 'plan-file': saved.outputs['plan-file'] ?? '', arguments: '--timeout=300' },
        {
          started: (step, child) => {
            if (step !== 'apply') return
            const timer = setInterval(() => {
              if (sandbox.model.api('sofia status').text.includes('external::acme')) child.kill('SIGINT')
            }, 50)
            void once(child, 'close').then(() => clearInterval(timer))
          },
        },
      )
      expect(ended).toMatchObject({ outcome: 'failure', exit: 130 })
      expect(ended.summary).toMatch(/^### gwctl apply: interrupted, what was begun was put back\n/)
      expect(ended.summary).toContain('Put back: files and gateways are as they were before.')
      expect(() => conf('sip_profiles/external/acme.xml')).toThrow('ENOENT')
    }))

  it('reads no input as shell text', () =>
    inRepository(async ({ act, propose, repository }) => {
      propose(acme(900))
      const hostile = `$(touch pwned) \`touch pwned\` "; touch pwned; '; touch pwned #`
      const all = { file: hostile, arguments: hostile, base: hostile, name: 'x', comment: 'false' }
      expect(await act({ ...all, command: 'check' })).toMatchObject({ outcome: 'failure', exit: 3 })
      expect(await act({ ...all, command: 'apply', 'plan-file': hostile })).toMatchObject({ exit: 3 })
      for (const wrong of [
        { command: hostile },
        { command: 'plan', name: hostile },
        { command: 'plan', name: 'a\nb' },
      ])
        expect(await act(wrong)).toMatchObject({ exit: 3, steps: { check: 'skipped', plan: 'skipped' } })
      expect(existsSync(join(repository.directory, 'pwned'))).toBe(false)
    }))

  it('takes several files and arguments, one a line, from a directory of its own', () =>
    inRepository(async ({ act, repository, yaml }) => {
      repository.commit({
        'trunks/a b.yaml': yaml('a: { proxy: h, register: false }'),
        'trunks/c.yaml':
          'version: 1\nprofiles: { external: { gateways: { c: { proxy: h, register: false } } } }\n...\n',
      })
      const ended = await act({
        command: 'plan',
        'working-directory': 'trunks',
        file: 'a b.yaml\n  c.yaml\n\n',
        arguments: '--target\nexternal/c\n',
      })
      expect(ended).toMatchObject({ outcome: 'success', outputs: { changes: 'true' } })
      expect(ended.summary).toContain('`external/c`')
      expect(ended.summary).not.toContain('`external/a`')
      expect(ended.outputs['plan-name']).toBe(
        `gwctl-plan-${repository.git('rev-parse', 'HEAD:trunks').trim()}`,
      )
    }))
})
