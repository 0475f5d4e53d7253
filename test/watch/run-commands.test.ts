import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Notice } from '../../src/model/notice.ts'
import { CommandRunner, factsOf, type CommandOptions } from '../../src/watch/run-commands.ts'
import { waitUntil } from '../support/poll.ts'

let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'gwctl-exec-'))))
afterEach(() => rmSync(dir, { recursive: true }))

const notice: Notice = {
  kind: 'gateway',
  at: new Date(0),
  profile: 'external',
  gateway: 'acme-1',
  from: 'REGED',
  to: 'FAILED',
  wasUp: true,
  up: false,
  sipStatus: 403,
  phrase: '$(touch pwned); `touch pwned` " \' \0',
  resync: false,
}

function runner(command: string, more: Partial<CommandOptions> = {}) {
  const counts = { started: 0, failed: 0, dropped: 0 }
  const said: string[] = []
  const env = { PATH: process.env['PATH'], OUT: dir }
  const options = {
    command,
    env,
    parallel: 4,
    timeoutMs: 5000,
    counts,
    say: (it: string) => void said.push(it),
  }
  return { commands: new CommandRunner({ ...options, ...more }), counts, said }
}

const lines = (file: string): string[] => {
  try {
    return readFileSync(join(dir, file), 'utf8').trimEnd().split('\n')
  } catch {
    return []
  }
}

describe('CommandRunner', () => {
  it('gives the facts in the environment, where no shell reads them as commands', async () => {
    const { commands } = runner(
      'cd "$OUT" && printf "%s|" "$GWCTL_PROFILE" "$GWCTL_GATEWAY" "$GWCTL_FROM" "$GWCTL_TO" "$GWCTL_PHRASE" > part && mv part out',
    )
    commands.run(notice)
    await waitUntil('a run', 5000, () => lines('out').length > 0)
    expect(lines('out')).toEqual(['external|acme-1|REGED|FAILED|$(touch pwned); `touch pwned` " \' |'])
    expect(lines('pwned')).toEqual([])
  })

  it('runs so many at a time, in order, and all of them', async () => {
    const { commands, counts } = runner(
      'echo start >> "$OUT/log"; sleep 0.05; echo end >> "$OUT/log"; echo "$GWCTL_GATEWAY" >> "$OUT/names"',
      { parallel: 1 },
    )
    for (const gateway of ['a', 'b', 'c']) commands.run({ ...notice, gateway })
    await waitUntil('three runs', 5000, () => lines('names').length === 3)
    expect(lines('names')).toEqual(['a', 'b', 'c'])
    expect(lines('log')).toEqual(['start', 'end', 'start', 'end', 'start', 'end'])
    expect(counts).toEqual({ started: 3, failed: 0, dropped: 0 })
  })

  it('says that a run failed, and goes on', async () => {
    const { commands, counts, said } = runner('exit 3')
    commands.run(notice)
    commands.run({ kind: 'profile', at: new Date(0), profile: 'external', to: 'down', resync: false })
    await waitUntil('two failures', 5000, () => counts.failed === 2)
    expect(said.sort()).toEqual([
      '--exec failed for external/acme-1: it ended with exit code 3.',
      '--exec failed for the profile external: it ended with exit code 3.',
    ])
  })

  it('kills what takes too long, with its children', async () => {
    const { commands, said } = runner('sleep 60 & echo $! > "$OUT/pid"; wait', { timeoutMs: 300 })
    commands.run(notice)
    await waitUntil('the end', 5000, () => said.length === 1)
    expect(said).toEqual(['--exec failed for external/acme-1: it took longer than 0.3 s.'])
    const child = Number(lines('pid')[0])
    await waitUntil('the end of the child', 5000, () => !isAlive(child))
  })

  it('leaves out what comes when a thousand wait, and says so once', async () => {
    const { commands, counts, said } = runner('sleep 30', { parallel: 1 })
    for (let each = 0; each < 1004; each++) commands.run(notice)
    expect(counts).toMatchObject({ started: 1, dropped: 3 })
    expect(said).toHaveLength(1)
    commands.close()
    await waitUntil('the end', 5000, () => counts.failed === 1)
    expect(counts.started).toBe(1)
  })
})

describe('factsOf', () => {
  it('is empty where a fact does not apply', () => {
    const added = factsOf({
      kind: 'gateway-added',
      at: new Date(0),
      profile: 'p',
      gateway: 'a',
      resync: true,
    })
    expect(added).toMatchObject({
      GWCTL_PROFILE: 'p',
      GWCTL_GATEWAY: 'a',
      GWCTL_FROM: '',
      GWCTL_RESYNC: 'true',
    })
    const gone = factsOf({ kind: 'disconnected', at: new Date(0), reason: 'x', retryMs: 1 })
    expect(gone).toMatchObject({ GWCTL_EVENT: 'disconnected', GWCTL_PROFILE: '', GWCTL_TO: '' })
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
