import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeLock, type LockHolder } from '../../src/apply/lock.ts'
import { systemClock } from '../../src/apply/system-clock.ts'

const LOCK = join(process.cwd(), 'dist', 'apply', 'lock.js')
const CLOCK = join(process.cwd(), 'dist', 'apply', 'system-clock.js')

async function inDirectory(body: (root: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'gwctl-lock-'))
  try {
    await body(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function holder(): LockHolder {
  return { pid: process.pid, since: '2026-11-23T10:15:00.000Z', purpose: 'apply', user: 'alice', host: 'a' }
}

/** Ids of the processes that this one has started and that run. */
function children(): string[] {
  const tasks = readdirSync('/proc/self/task')
  return tasks.flatMap((task) => {
    const ids = readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim()
    return ids === '' ? [] : ids.split(' ')
  })
}

describe('the lock of a configuration directory', () => {
  it('is held by one, told to the next, and free again when it is released', () =>
    inDirectory(async (root) => {
      const lock = await takeLock(root, 0, systemClock)
      await expect(takeLock(root, 0, systemClock)).rejects.toMatchObject({
        code: 'GW320',
        message: expect.stringContaining('Another run of gwctl is changing'),
      })
      expect(readdirSync(root)).toEqual([])
      lock.announce(holder())
      await expect(takeLock(root, 0, systemClock)).rejects.toThrow(
        `gwctl apply of alice on a (process ${process.pid}, since 2026-11-23T10:15:00.000Z)`,
      )
      lock.release()
      const next = await takeLock(root, 0, systemClock)
      next.release()
    }))

  it('waits as long as it may', () =>
    inDirectory(async (root) => {
      const first = await takeLock(root, 0, systemClock)
      const second = takeLock(root, 20, systemClock)
      setTimeout(() => first.release(), 150)
      ;(await second).release()
    }))

  it('needs no other process to be held, so that none can be killed under it', () =>
    inDirectory(async (root) => {
      const before = children()
      const lock = await takeLock(root, 0, systemClock)
      expect(children().filter((each) => !before.includes(each))).toEqual([])
      await expect(takeLock(root, 0, systemClock)).rejects.toMatchObject({ code: 'GW320' })
      lock.release()
    }))

  it('is free at once when its holder is killed, and nobody is blamed', () =>
    inDirectory(async (root) => {
      const program = `
        import { takeLock } from ${JSON.stringify(LOCK)}
        import { systemClock } from ${JSON.stringify(CLOCK)}
        const lock = await takeLock(${JSON.stringify(root)}, 0, systemClock)
        lock.announce({ pid: process.pid, since: '', purpose: 'apply', user: 'bob', host: 'b' })
        process.stdout.write('held')
        setInterval(() => undefined, 1000)`
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      await expect(takeLock(root, 0, systemClock)).rejects.toThrow('gwctl apply of bob on b')
      child.kill('SIGSTOP')
      await expect(takeLock(root, 0, systemClock)).rejects.toThrow('gwctl apply of bob on b')
      child.kill('SIGKILL')
      await once(child, 'exit')
      const lock = await takeLock(root, 0, systemClock)
      await expect(takeLock(root, 0, systemClock)).rejects.toThrow('Another run of gwctl')
      lock.release()
    }))

  it('says what is wrong where there is no such directory', () =>
    inDirectory(async (root) => {
      writeFileSync(join(root, 'file'), '')
      await expect(takeLock(join(root, 'none'), 0, systemClock)).rejects.toThrow('no such file or directory')
      await expect(takeLock(join(root, 'file'), 0, systemClock)).rejects.toThrow('not a directory')
    }))
})
