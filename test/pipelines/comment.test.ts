import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { REPOSITORY, startFakeGithub, TOKEN, type FakeGithub } from './fake-github.ts'
import { runShell, type ShellRun } from './run-shell.ts'

let github: FakeGithub
let directory: string
beforeEach(async () => {
  github = await startFakeGithub()
  directory = mkdtempSync(join(tmpdir(), 'gwctl-comment-'))
  writeFileSync(join(directory, 'event.json'), '{"pull_request":{"number":7,"head":{"sha":"c0ffeec0ffee"}}}')
  writeFileSync(join(directory, 'push.json'), '{}')
  writeFileSync(join(directory, 'plan.md'), '### A plan\n')
})
afterEach(async () => {
  await github.close()
  rmSync(directory, { recursive: true })
})

const MARK = '<!-- gwctl-comment: plan -->'

const run = (args: string, more: Readonly<Record<string, string>> = {}): Promise<ShellRun> =>
  runShell([`node "$MAIN" ${args}`], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'] ?? '',
      MAIN: join(process.cwd(), 'pipelines/comment.js'),
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_EVENT_PATH: join(directory, 'event.json'),
      GITHUB_TOKEN: TOKEN,
      ...more,
    },
  })

describe('gwctl-comment', () => {
  it('finds its comment behind those of others, on whichever page, and leaves a copy of its mark alone', async () => {
    const person = { login: 'mallory', type: 'User' } as const
    github.comments.push({ id: 1, body: `${MARK}\nnothing to see`, user: person })
    for (let id = 2; id <= 150; id++) github.comments.push({ id, body: 'talk', user: person })
    github.comments.push({
      id: 151,
      body: `See ${MARK}`,
      user: { login: 'github-actions[bot]', type: 'Bot' },
    })
    expect(await run('plan.md')).toMatchObject({ code: 0, log: 'Commented on pull request 7.\n' })
    expect(github.comments).toHaveLength(152)
    expect(await run('plan.md')).toMatchObject({ code: 0, log: 'Updated the comment on pull request 7.\n' })
    expect(await run('plan.md other')).toMatchObject({ code: 0, log: 'Commented on pull request 7.\n' })
    expect(github.comments).toHaveLength(153)
    expect(github.comments[0]?.body).toBe(`${MARK}\nnothing to see`)
  })

  it('knows its own by the user where the token is that of one', async () => {
    github.user = 'ops'
    github.comments.push({ id: 1, body: MARK, user: { login: 'some-app[bot]', type: 'Bot' } })
    await run('plan.md')
    await run('plan.md')
    expect(github.comments.map((each) => each.user.login)).toEqual(['some-app[bot]', 'ops'])
  })

  it('cuts off what the forge would refuse', async () => {
    writeFileSync(join(directory, 'plan.md'), 'x'.repeat(100_000))
    expect(await run('plan.md')).toMatchObject({ code: 0 })
    expect(github.comments[0]?.body).toContain('(cut off here)')
  })

  it.each<[why: string, args: string, env: Readonly<Record<string, string>>, code: number, says: string]>([
    ['a push', 'plan.md', { GITHUB_EVENT_PATH: 'push.json' }, 0, 'No comment: this run is not for a pull'],
    ['no forge', 'plan.md', { GITHUB_ACTIONS: '' }, 0, 'No comment: this run is not for a pull'],
    ['no file', 'none.md', {}, 1, 'none.md'],
    ['no argument', '', {}, 1, 'Usage: gwctl-comment FILE [NAME]'],
    ['a name that ends the mark', "plan.md 'a-->b'", {}, 1, 'Usage: gwctl-comment FILE [NAME]'],
    [
      'a wrong token',
      'plan.md',
      { GITHUB_TOKEN: 'wrong' },
      1,
      '401 Unauthorized. The job needs `permissions',
    ],
    [
      'nobody there',
      'plan.md',
      { GITHUB_API_URL: 'http://127.0.0.1:9' },
      1,
      'Check that this machine reaches',
    ],
  ])('ends in one sentence: %s', async (_, args, env, code, says) => {
    const ended = await run(args, env)
    expect(ended.code).toBe(code)
    expect(ended.log).toContain(says)
    expect(ended.log).not.toMatch(/\n\s+at |ghs_/)
    expect(github.comments).toEqual([])
  })
})
