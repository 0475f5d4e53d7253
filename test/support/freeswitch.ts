import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from './free-port.ts'
import { writeConf, type ProfileOptions } from './freeswitch-conf.ts'
import { connectEsl, type RawEsl } from './raw-esl.ts'

/** A real FreeSWITCH, running. */
export interface FreeSwitch {
  /** Its configuration directory. */
  readonly conf: string
  readonly eslPort: number
  readonly password: string
  /** A client of its event socket, for the test's own questions. */
  readonly esl: RawEsl
  api(line: string): Promise<string>
  /** SIGKILL for the process, and a new one over the same files and ports. */
  crash(): Promise<void>
  /** Kills it and removes its directory. */
  stop(): Promise<void>
}

export interface FreeSwitchOptions {
  readonly profiles: readonly ProfileOptions[]
  /** More files of its configuration, or others in place of the usual ones. */
  readonly files?: Readonly<Record<string, string>>
}

const START_TIMEOUT_MS = 40_000
/** Without one that persists, FreeSWITCH makes an RSA key for 4 to 7 s at each start. */
const CERTS = join(tmpdir(), 'gwctl-freeswitch-certs')

/**
 * Runs the switch and watches its own stdin: when the test process ends, however it ends, that pipe
 * closes, the switch is killed and its directory removed. (Jest gives tests a copy of `process`
 * whose exit listeners are not called.) The directory is $1, the command what follows.
 */
const GUARD = `
exec 3<&0
dir=$1; shift
"$@" </dev/null >"$dir/stdout.txt" 2>&1 3<&- &
pid=$!
echo $pid >"$dir/pid"
{ cat <&3 >/dev/null; kill -9 $pid 2>/dev/null; } &
wait $pid
cat <&3 >/dev/null
rm -rf -- "$dir"
`

/** Whether there is a \`freeswitch\` on PATH. */
export function freeswitchAvailable(): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, 'freeswitch'), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Starts FreeSWITCH in a directory of its own and waits until every profile runs; throws with its output when it does not. */
export async function startFreeSwitch(options: FreeSwitchOptions): Promise<FreeSwitch> {
  const dir = mkdtempSync(join(tmpdir(), 'gwctl-freeswitch-'))
  const conf = join(dir, 'conf')
  const eslPort = await findFreePort()
  const password = 'ClueCon'
  writeConf(conf, { eslPort, password, ...options })
  const names = options.profiles.map((each) => each.name)
  const guards: ChildProcess[] = []
  const start = async (): Promise<RawEsl> => {
    const guard = spawnGuarded(dir, conf)
    guards.push(guard)
    const started = await waitForEsl(guard, eslPort, password)
    await waitForProfiles(started, names)
    return started
  }
  try {
    let esl = await start()
    return {
      conf,
      eslPort,
      password,
      get esl() {
        return esl
      },
      api: (line) => esl.api(line),
      crash: async () => {
        esl.close()
        process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')), 'SIGKILL')
        esl = await start()
      },
      stop: () => stop(guards, esl),
    }
  } catch (error) {
    const output = readFileSync(join(dir, 'stdout.txt'), 'utf8').slice(-2000)
    await stop(guards)
    throw new Error(`FreeSWITCH did not start: ${String(error)}\n${output}`, { cause: error })
  }
}

function spawnGuarded(dir: string, conf: string): ChildProcess {
  const folders = {
    log: 'log',
    db: 'db',
    run: 'run',
    storage: 'storage',
    recordings: 'recordings',
    temp: 'tmp',
  }
  mkdirSync(CERTS, { recursive: true })
  const args = ['-nf', '-nc', '-nonat', '-conf', conf, '-certs', CERTS]
  for (const [flag, folder] of Object.entries(folders)) {
    mkdirSync(join(dir, folder), { recursive: true })
    args.push(`-${flag}`, join(dir, folder))
  }
  return spawn('sh', ['-c', GUARD, 'guard', dir, 'freeswitch', ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}

async function waitForEsl(guard: ChildProcess, port: number, password: string): Promise<RawEsl> {
  const deadline = performance.now() + START_TIMEOUT_MS
  for (;;) {
    try {
      return await connectEsl(port, password)
    } catch (error) {
      if (guard.exitCode !== null || performance.now() > deadline) throw error
      await sleep(50)
    }
  }
}

async function waitForProfiles(esl: RawEsl, names: readonly string[]): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS
  for (;;) {
    const status = await esl.api('sofia status')
    const running = (name: string) => new RegExp(`^ *${name}\\s+profile\\s.*RUNNING`, 'm').test(status)
    if (names.every(running)) return
    if (performance.now() > deadline) throw new Error(`profiles did not start:\n${status}`)
    await sleep(50)
  }
}

/** The one that runs first: each removes the directory. */
async function stop(guards: readonly ChildProcess[], esl?: RawEsl): Promise<void> {
  esl?.close()
  for (const guard of guards.filter((each) => each.exitCode === null).reverse()) {
    const gone = once(guard, 'exit')
    guard.stdin?.end()
    await gone
  }
}
