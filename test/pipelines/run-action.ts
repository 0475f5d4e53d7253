import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { holds, interpolate, type Contexts } from './expression.ts'
import { REPOSITORY, TOKEN, type FakeGithub } from './fake-github.ts'

export interface Action {
  readonly inputs: Readonly<Record<string, { description: string; required?: boolean; default?: string }>>
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

export interface Step {
  readonly id: string
  readonly if?: string
  readonly shell?: string
  readonly 'working-directory'?: string
  readonly env?: Readonly<Record<string, string>>
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string | boolean>>
}

export const ACTION = parse(readFileSync('action.yml', 'utf8')) as Action

/** A job with one step: the action. */
export interface Job {
  readonly with: Readonly<Record<string, string>>
  readonly workspace: string
  readonly github: FakeGithub
  /** Number of the run; artifacts belong to it. */
  readonly run?: number
  /** Runs for pull request 7; absent: for a push. */
  readonly pullRequest?: boolean
  readonly env: Readonly<Record<string, string>>
  /** Is told of each process of a step when it starts. */
  readonly started?: (step: string, child: ChildProcess) => void
}

export interface Ended {
  readonly outcome: 'success' | 'failure'
  /** Exit code of the step that failed; 0 for none. */
  readonly exit: number
  readonly outputs: Readonly<Record<string, string>>
  readonly steps: Readonly<Record<string, string>>
  readonly summary: string
  readonly log: string
}

/** Runs the steps of action.yml as GitHub's runner does, one after another, with its files and variables. */
export async function runAction(job: Job): Promise<Ended> {
  const temp = mkdtempSync(join(job.workspace, '..', 'runner-'))
  const event = join(temp, 'event.json')
  const { run = 1 } = job
  writeFileSync(
    event,
    JSON.stringify(job.pullRequest ? { pull_request: { number: 7, head: { sha: 'c0ffee'.repeat(7) } } } : {}),
  )
  const summary = join(temp, 'summary.md')
  writeFileSync(summary, '')
  const variables = {
    PATH: process.env['PATH'] ?? '',
    ...job.env,
    RUNNER_TEMP: temp,
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: process.cwd(),
    GITHUB_API_URL: job.github.url,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ID: String(run),
    GITHUB_EVENT_PATH: event,
    GITHUB_STEP_SUMMARY: summary,
  }
  const values = new Map([
    ['github.token', TOKEN],
    ['runner.temp', temp],
  ])
  const contexts: Contexts = (path) => values.get(path) ?? ''
  for (const [name, { default: usual = '' }] of Object.entries(ACTION.inputs))
    values.set(`inputs.${name}`, job.with[name] ?? interpolate(usual, contexts))

  const steps: Record<string, string> = {}
  let [exit, log] = [0, '']
  for (const step of ACTION.runs.steps) {
    if (!holds(step.if, contexts, exit === 0)) {
      steps[step.id] = 'skipped'
    } else if (step.uses !== undefined) {
      useArtifacts(step, contexts, job)
      steps[step.id] = 'success'
    } else {
      const file = join(temp, `output-${step.id}`)
      writeFileSync(file, '')
      const ended = await runStep(step, contexts, job, { ...variables, GITHUB_OUTPUT: file })
      log += ended.log
      for (const [, name = '', value = ''] of readFileSync(file, 'utf8').matchAll(/^([^=\n]+)=(.*)$/gm))
        values.set(`steps.${step.id}.outputs.${name}`, value)
      steps[step.id] = ended.code === 0 ? 'success' : 'failure'
      exit ||= ended.code
    }
    values.set(`steps.${step.id}.outcome`, steps[step.id] ?? '')
  }
  const outputs = Object.entries(ACTION.outputs).map(([name, { value }]) => [
    name,
    interpolate(value, contexts),
  ])
  return {
    outcome: exit === 0 ? 'success' : 'failure',
    exit,
    outputs: Object.fromEntries(outputs) as Record<string, string>,
    steps,
    summary: readFileSync(summary, 'utf8'),
    log,
  }
}

async function runStep(
  step: Step,
  contexts: Contexts,
  job: Job,
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly log: string }> {
  const script = join(variables['RUNNER_TEMP'] ?? '', `${step.id}.sh`)
  writeFileSync(script, step.run ?? '')
  const own = Object.entries(step.env ?? {}).map(([name, text]) => [name, interpolate(text, contexts)])
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
    cwd: join(job.workspace, interpolate(step['working-directory'] ?? '', contexts)),
    env: { ...variables, ...(Object.fromEntries(own) as Record<string, string>) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  job.started?.(step.id, child)
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (log += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode ?? 1, log }
}

/** What actions/upload-artifact and actions/download-artifact do, as documented; modes of files get lost. */
function useArtifacts({ uses = '', with: given = {} }: Step, contexts: Contexts, job: Job): void {
  const input = (name: string): string => interpolate(String(given[name] ?? ''), contexts)
  const [name, path] = [input('name'), input('path')]
  if (uses.startsWith('actions/upload-artifact@')) {
    if (!existsSync(path)) throw new Error(`nothing to upload: ${path}`)
    const { run: id = 1 } = job
    job.github.artifacts.push({
      name,
      created_at: new Date(1_800_000_000_000 + job.github.artifacts.length * 1000).toISOString(),
      expired: false,
      workflow_run: { id, repository_id: 1, head_repository_id: 1 },
      files: { [basename(path)]: readFileSync(path, 'utf8') },
    })
    return
  }
  const found = job.github.artifacts
    .filter((each) => each.name === name && String(each.workflow_run.id) === input('run-id'))
    .at(-1)
  if (found === undefined) throw new Error(`no artifact ${name}`)
  mkdirSync(path, { recursive: true })
  for (const [file, text] of Object.entries(found.files)) writeFileSync(join(path, file), text)
}
