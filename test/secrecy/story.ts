import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectEventSocket } from '../../src/freeswitch/event-socket.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { inDirectory, startGwctl, type Run } from '../cli/gwctl.ts'
import { runHere } from '../cli/in-process.ts'
import { waitUntil } from '../support/poll.ts'
import { writeConf } from '../support/small-conf.ts'
import type { Canaries } from './canaries.ts'
import { CARRIER, head, strangers, yaml, type Telling } from './gateways.ts'

/** Everything that gwctl said and wrote in a story, in order, by what it comes from. */
export interface Told {
  readonly sinks: ReadonlyMap<string, string>
  /** The exit codes, by the same names. */
  readonly codes: Readonly<Record<string, number | null>>
}

/** The whole life of gateways whose values are these secrets: what it leaves anywhere but where it belongs. */
export async function tellStory(canaries: Canaries): Promise<Told> {
  return inDirectory({}, async (cwd) => {
    const kill: { when?: (line: string) => void } = {}
    writeConf(join(cwd, 'conf'), { files: strangers(canaries) })
    const sandbox = await startSandbox({
      confDir: join(cwd, 'conf'),
      port: 0,
      speed: 20,
      fault: (_, line) => void kill.when?.(line),
    })
    writeConf(join(cwd, 'conf'), { port: sandbox.port, files: strangers(canaries) })
    const story = new Story(cwd, sandbox, canaries, kill)
    try {
      await story.tell()
      return story.told()
    } finally {
      await sandbox.close()
    }
  })
}

class Story {
  readonly #sinks = new Map<string, string>()
  readonly #codes: Record<string, number | null> = {}
  #env: Record<string, string> = {}
  #at = 0

  constructor(
    readonly cwd: string,
    readonly sandbox: Sandbox,
    readonly canaries: Canaries,
    readonly kill: { when?: (line: string) => void },
  ) {}

  async tell(): Promise<void> {
    this.#use(this.canaries.old, 'all')
    await this.#run('validate')
    await this.#plans('the first')
    await this.#run('apply', '--yes', '--json')
    this.#use(this.canaries.new, 'all')
    await this.#plans('of a rotation')
    await this.#failing()
    await this.#killed()
    await this.#run('recover', '--yes', '--json')
    await this.#run('apply', 'a.plan', '--yes')
    await this.#backups()
    await this.#trace()
    await this.#run('rollback', '--yes', '--allow-deletes', '99')
    await this.#plans('after a rollback')
    await this.#leaving()
    await this.#wrongValues()
  }

  told(): Told {
    const conf = join(this.cwd, 'conf', '.gwctl')
    for (const file of readdirSync(conf, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.(jsonl?|used)$|lock$/.test(file)) continue
      // A backup is named after the moment it was made.
      const name = file.replace(/\d{8}T\d{6}\.\d{3}Z|[0-9a-f]{32}/, 'ID')
      const before = this.#sinks.get(name) ?? ''
      this.#sinks.set(name, before + readFileSync(join(conf, file), 'utf8'))
    }
    return { sinks: this.#sinks, codes: this.#codes }
  }

  /** The secrets from now on, and how the YAML speaks of the gateways. */
  #use(secrets: readonly string[], telling: Telling): void {
    this.#env = {}
    for (const [at, secret] of secrets.entries()) {
      this.#env[`S${at}`] = secret
      writeFileSync(join(this.cwd, `secret-${at}`), `${secret}\n`)
    }
    writeFileSync(join(this.cwd, 'gwctl.yaml'), yaml(telling))
  }

  async #plans(what: string): Promise<void> {
    await this.#run('plan')
    for (const format of ['json', 'markdown', 'html']) await this.#run('plan', '--format', format)
    const { stdout, stderr } = await this.#run('plan', '--out', 'a.plan')
    this.#sinks.set(`the plan ${what}`, stdout + stderr + readFileSync(join(this.cwd, 'a.plan'), 'utf8'))
  }

  /** The carrier of g0 knows the old password only: put back. */
  async #failing(): Promise<void> {
    const password = this.canaries.old[0] ?? ''
    this.sandbox.model.carriers.set(CARRIER, { auth: 'digest', password, wrongPassword: '403' })
    await this.#run('apply', '--yes', '--timeout', '5')
    await this.#run('apply', '--yes', '--timeout', '5', '--json', '--canary')
    this.sandbox.model.carriers.set(CARRIER, {})
    await waitUntil('g0 is registered again', 10_000, () => this.#isRegistered())
    await this.#run('plan', '--out', 'a.plan')
  }

  #isRegistered(): boolean {
    return this.sandbox.model.api('sofia status').text.includes('REGED')
  }

  /** By SIGKILL, when the first command arrives. */
  async #killed(): Promise<void> {
    const child = startGwctl(['apply', '--yes'], { cwd: this.cwd, env: this.#env })
    this.kill.when = (line) => void (line.includes('killgw') && child.kill('SIGKILL'))
    const texts: string[] = []
    child.stdout?.on('data', (chunk: Buffer) => texts.push(chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => texts.push(chunk.toString()))
    await new Promise((resolve) => child.once('close', resolve))
    delete this.kill.when
    this.#note('killed', { code: child.exitCode, stdout: texts.join(''), stderr: '' })
    this.#sinks.set('journal', readFileSync(join(this.cwd, 'conf/.gwctl/journal.jsonl'), 'utf8'))
    this.#sinks.set('lock', readFileSync(join(this.cwd, 'conf/.gwctl/lock'), 'utf8'))
    await this.#run('apply', '--yes')
  }

  async #backups(): Promise<void> {
    await this.#run('backup', 'list')
    const { stdout } = await this.#run('backup', 'list', '--json')
    const { backups } = JSON.parse(stdout) as { backups: { id: string }[] }
    for (const { id } of [...backups.slice(0, 1), ...backups.slice(-1)]) {
      await this.#run('backup', 'show', id)
      await this.#run('backup', 'show', id, '--json')
      await this.#run('backup', 'diff', id)
      await this.#run('backup', 'diff', id, '--json')
    }
    const oldest = backups.at(-1)?.id ?? ''
    await this.#run(
      'backup',
      'restore',
      oldest,
      '--conf',
      'conf',
      '--yes',
      '--allow-changed',
      '--allow-deletes',
      '99',
    )
    await this.#run('backup', 'diff', oldest, '--conf', 'conf')
    await this.#run('apply', '--yes')
  }

  /** Gateways that move, are disabled or gone, and whose secrets became literals. */
  async #leaving(): Promise<void> {
    this.#use(this.canaries.new, 'literal')
    await this.#plans('of literals')
    await this.#run('apply', '--yes', '--target', 'external/g20')
    await this.#plans('of literals, after another was applied')
    await this.#run('apply', '--yes', '--json')
    await this.#run('rollback', '--yes', '--allow-deletes', '99')
    await this.#plans('of literals, after a rollback')
    this.#use(this.canaries.new, 'moved')
    await this.#plans('of a move')
    await this.#run('apply', '--yes')
    await this.#run('rollback', '--yes', '--json', '--allow-last-healthy', '--allow-deletes', '99')
    await this.#plans('of a move, after a rollback')
    await this.#run('recover', '--yes')
  }

  /** A secret where something else belongs. */
  async #wrongValues(): Promise<void> {
    for (const name of ['expire-seconds', 'register', 'register-transport', 'proxy', 'ping', 'variables']) {
      const value =
        name === 'variables' ? '[{ name: "${env:S7}", value: "a${env:S3}" }]' : '"${env:S7} ${env:S3}"'
      writeFileSync(
        join(this.cwd, 'gwctl.yaml'),
        head() +
          `  external:\n    gateways:\n      g20: { proxy: p, password: p, username: u, ${name}: ${value} }\n`,
      )
      await this.#run('validate')
      await this.#run('validate', '--format', 'sarif')
      await this.#run('plan')
      await this.#run('plan', '--format', 'json')
    }
    await this.#run('apply', '--yes', '--keep')
    await this.#run('plan')
  }

  /** What a debug trace of the event socket shows, everything that gwctl ever asks and does included. */
  async #trace(): Promise<void> {
    const { host, port, password } = this.sandbox
    const lines: string[] = []
    const limits = { connectMs: 2000, authMs: 2000, commandMs: 2000 }
    const traceTo = ({ direction, text }: { direction: string; text: string }): void =>
      void lines.push(`${direction} ${text}`)
    const socket = await connectEventSocket({ host, port, password }, { ...limits, traceTo })
    await socket.subscribe(
      ['RELOADXML'],
      ['sofia::gateway_state', 'sofia::gateway_add', 'sofia::gateway_delete'],
    )
    for (const line of TRACED) await socket.api(line).catch(() => '')
    await waitUntil('g0 is registered again', 10_000, () => this.#isRegistered())
    await socket.close()
    this.#sinks.set('trace', lines.join('\n'))
  }

  async #run(...args: string[]): Promise<Run> {
    const run = await runHere(args, { cwd: this.cwd, env: this.#env })
    this.#note(args.join(' '), run)
    return run
  }

  #note(what: string, { code, stdout, stderr }: Run): void {
    this.#at += 1
    const name = `${this.#at} ${what}`.replace(/\d{8}T\d{6}\.\d{3}Z/, 'ID')
    this.#codes[name] = code
    this.#sinks.set(`${name}: stdout`, stdout)
    this.#sinks.set(`${name}: stderr`, stderr)
  }
}

const TRACED = [
  'sofia status',
  'sofia status gateway external::g0',
  'sofia xmlstatus gateway external::g0',
  'sofia xmlstatus gateway',
  'sofia jsonstatus',
  'global_getvar',
  'sofia_gateway_data g3 var v',
  'xml_locate configuration configuration name sofia.conf',
  'sofia profile external killgw external::g0',
  'sofia profile external rescan reloadxml',
]
