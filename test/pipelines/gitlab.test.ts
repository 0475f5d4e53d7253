import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { GITLAB_TOKEN, startFakeGitlab } from './fake-gitlab.ts'
import { acme, inPipeline, SECRET } from './pipeline-place.ts'
import { runShell, type ShellRun } from './run-shell.ts'

// Many processes one after another, on a machine that does other things beside.
jest.setTimeout(90_000)

interface Job {
  readonly stage: string
  readonly rules: readonly { readonly if: string; readonly when?: string }[]
  readonly script: readonly string[]
  readonly needs?: readonly string[]
  readonly artifacts?: { readonly paths: readonly string[] }
}

const {
  stages,
  default: usual,
  ...JOBS
} = parse(readFileSync('examples/pipelines/.gitlab-ci.yml', 'utf8')) as {
  readonly stages: readonly string[]
  readonly default: { readonly tags: readonly string[] }
} & Readonly<Record<string, Job>>

const jobsWhere = (condition: string): string[] =>
  stages.flatMap((stage) =>
    Object.entries(JOBS as Record<string, Job>)
      .filter(([, job]) => job.stage === stage && job.rules.some((rule) => rule.if === condition))
      .map(([name]) => name),
  )

describe('examples/pipelines/.gitlab-ci.yml', () => {
  it('checks and reviews a merge request; checks, plans and waits on the default branch', () => {
    expect(usual.tags).toEqual(['freeswitch'])
    expect(jobsWhere('$CI_PIPELINE_SOURCE == "merge_request_event"')).toEqual(['check', 'review'])
    expect(jobsWhere('$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH')).toEqual(['check', 'plan', 'apply'])
    expect(JOBS['apply']).toMatchObject({
      needs: ['plan'],
      rules: [{ when: 'manual' }],
      resource_group: 'freeswitch',
    })
    expect(JOBS['plan']?.artifacts?.paths).toEqual(['gwctl.plan'])
  })

  it('does what its lines say: one note that is updated, a saved plan, its apply', async () => {
    const gitlab = await startFakeGitlab()
    try {
      await inPipeline(async ({ repository, env, yaml, conf }) => {
        const shown: string[] = []
        const run = async (name: string, more: Readonly<Record<string, string>> = {}): Promise<ShellRun> => {
          const ended = await runShell(JOBS[name]?.script ?? [], {
            cwd: repository.directory,
            env: { ...env, GITLAB_CI: 'true', CI_API_V4_URL: gitlab.url, CI_PROJECT_ID: '9', ...more },
          })
          shown.push(ended.log)
          return ended
        }
        const review = {
          GITLAB_TOKEN,
          CI_MERGE_REQUEST_IID: '4',
          CI_COMMIT_SHORT_SHA: 'c0ffee00',
          CI_JOB_ID: '1',
          CI_JOB_URL: 'https://gitlab.example/1',
        }
        repository.write({ 'gwctl.yaml': yaml(acme(900)) })
        // Written by somebody else; not to be touched.
        gitlab.notes.push({ id: 1, body: '<!-- gwctl-comment: plan -->\nmine', author: { id: 7 } })
        expect(await run('check')).toMatchObject({ code: 0 })
        expect(await run('review', review)).toMatchObject({ code: 0 })
        repository.write({ 'gwctl.yaml': yaml(acme(600)) })
        expect(await run('review', review)).toMatchObject({ code: 0 })
        expect(gitlab.notes).toHaveLength(2)
        expect(gitlab.notes[0]?.body).toMatch(/mine$/)
        expect(gitlab.notes[1]?.body).toMatch(/### gwctl plan: 1 to create[^]*600[^]*Of commit c0ffee00, by/)

        repository.write({ 'gwctl.yaml': 'version: 1\nprofils: {}\n' })
        expect(await run('review', review)).toMatchObject({ code: 3 })
        expect(gitlab.notes[1]?.body).toContain('### gwctl: 2 errors')
        const { GITLAB_TOKEN: token, ...without } = review
        const bare = await run('review', without)
        expect(bare.code).toBe(1)
        expect(bare.log).toContain('GITLAB_TOKEN is not set')
        expect(bare.log).not.toContain(token)

        repository.write({ 'gwctl.yaml': yaml(acme(600)) })
        expect(await run('plan')).toMatchObject({ code: 0 })
        expect(await run('apply')).toMatchObject({ code: 0 })
        expect(conf('sip_profiles/external/acme.xml')).toContain('value="600"')
        const again = await run('apply')
        expect(again.code).toBe(4)
        const files = ['plan.md', 'gwctl.plan'].map((file) =>
          readFileSync(join(repository.directory, file), 'utf8'),
        )
        expect(JSON.stringify([shown, files, gitlab.notes])).not.toContain(SECRET)
      })
    } finally {
      await gitlab.close()
    }
  })
})
