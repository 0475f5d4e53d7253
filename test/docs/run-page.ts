import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findFreePort } from '../support/free-port.ts'
import type { DocumentedCommand } from './blocks.ts'
import { NOT_RUN } from './not-run.ts'

const ROOT = process.cwd()
const LIMIT_MS = 90_000
/** What a page may name of the clone in which it begins. */
const SHIPPED = ['examples', 'docs', 'schemas', 'completions', 'man', 'pipelines']
/** Where shells look for completions, as a reader who has them has made them. */
const FOLDERS = ['.local/share/bash-completion/completions', '.zfunc', '.config/fish/completions']
/** The ports that the documentation names; a run has others that are free, and shows these. */
const PORTS = ['8021', '9290'] as const
/** Where the documentation takes FreeSWITCH's configuration to be; a run has the one of the quickstart there. */
const ETC = '/etc/freeswitch'

/** How one command of a page ended; `exit` is undefined for one that was not reached. */
export interface CommandRun {
  readonly command: DocumentedCommand
  readonly exit: number | undefined
  readonly output: string
}

/**
 * Runs the commands of a page one after the other in one shell, as a reader would: in a home directory of its own with
 * a clone of the repository in `~/gwctl`, where it begins, and `gwctl` on PATH.
 */
export async function runPage(commands: readonly DocumentedCommand[]): Promise<CommandRun[]> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'gwctl-docs-')))
  try {
    const replacements = new Map<string, string>([[ETC, join(home, 'etc', 'freeswitch')]])
    for (const port of PORTS) replacements.set(port, String(await findFreePort()))
    makeHome(home, replacements)
    const script = join(home, '.run', 'page.sh')
    writeFileSync(script, commands.map((each, index) => shellOf(each, index, replacements)).join(''))
    await runScript(script, home)
    return commands.map((command, index) => resultOf(command, index, home, replacements))
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function makeHome(home: string, replacements: ReadonlyMap<string, string>): void {
  const bin = join(home, '.run', 'bin')
  mkdirSync(bin, { recursive: true })
  const program = (name: string, file: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, file)}" "$@"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  program('gwctl', 'dist/bin/gwctl.cjs')
  program('fs_cli', 'test/docs/fs-cli.js')
  for (const folder of SHIPPED.filter((each) => existsSync(join(ROOT, each))))
    copyTree(join(ROOT, folder), join(home, 'gwctl', folder), replacements)
  copyTree(join(ROOT, 'examples/quickstart/conf'), join(home, 'etc/freeswitch'), replacements)
  for (const folder of FOLDERS) mkdirSync(join(home, folder), { recursive: true })
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\n  name = Ada\n  email = ada@example.org\n[init]\n  defaultBranch = main\n',
  )
}

/** A copy whose event socket is where this run has it. */
function copyTree(from: string, to: string, replacements: ReadonlyMap<string, string>): void {
  cpSync(from, to, { recursive: true })
  for (const entry of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('event_socket.conf.xml')) continue
    const file = join(to, entry)
    writeFileSync(file, replaced(readFileSync(file, 'utf8'), replacements))
  }
}

function replaced(text: string, replacements: ReadonlyMap<string, string>): string {
  return [...replacements].reduce((all, [from, to]) => all.replaceAll(from, to), text)
}

function shellOf(
  command: DocumentedCommand,
  index: number,
  replacements: ReadonlyMap<string, string>,
): string {
  const bare = command.text.replace(/\s+#\s.*$/m, '')
  const notRun = NOT_RUN.find(({ line }) => line === bare)
  const text = notRun === undefined ? replaced(command.text, replacements) : (notRun.instead ?? ':')
  const out = `"$HOME/.run/${index}.out"`
  // What runs in the background is waited for until it has said that it runs.
  const wait = command.background
    ? `for try in $(seq 400); do [ -s ${out} ] && break; kill -0 $! 2>/dev/null || break; sleep 0.05; done\n[ -s ${out} ]\n`
    : ''
  return `{\n${text}\n} >${out} 2>&1 </dev/null\n${wait}echo $? >"$HOME/.run/${index}.exit"\n`
}

async function runScript(script: string, home: string): Promise<void> {
  const child = spawn('bash', [script], {
    cwd: join(home, 'gwctl'),
    env: {
      HOME: home,
      PATH: `${join(home, '.run', 'bin')}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      LANG: 'C.UTF-8',
      REPOSITORY: ROOT,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  const limit = setTimeout(() => endGroup(child.pid), LIMIT_MS)
  await once(child, 'exit')
  clearTimeout(limit)
  endGroup(child.pid)
}

/** What the page has left in the background ends with it. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of it runs any more.
  }
}

function resultOf(
  command: DocumentedCommand,
  index: number,
  home: string,
  replacements: ReadonlyMap<string, string>,
): CommandRun {
  const read = (end: string): string | undefined => {
    const file = join(home, '.run', `${index}.${end}`)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }
  const exit = read('exit')
  const back = new Map([...[...replacements].map(([from, to]) => [to, from] as const), [home, '~'] as const])
  return {
    command,
    exit: exit === undefined ? undefined : Number(exit),
    output: replaced(read('out') ?? '', back),
  }
}
