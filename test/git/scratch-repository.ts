import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A git repository in a temporary directory. */
export interface Scratch {
  readonly directory: string
  git(...args: string[]): string
  write(files: Readonly<Record<string, string>>): void
  /** Writes, commits everything, and tells the commit. */
  commit(files: Readonly<Record<string, string>>): string
  /** A digest of every byte below the directory, `.git` and what git caches in it included. */
  fingerprint(): string
  remove(): void
}

export function scratchRepository(): Scratch {
  const directory = mkdtempSync(join(tmpdir(), 'gwctl-git-'))
  const scratch = scratchAt(directory)
  scratch.git('init', '-q', '-b', 'main')
  return scratch
}

/** The same over a directory that is a repository already, or will be. */
export function scratchAt(directory: string): Scratch {
  const git = (...args: string[]): string => {
    const config = [
      'user.name=a',
      'user.email=a@b.example',
      'commit.gpgsign=false',
      'protocol.file.allow=always',
    ]
    const options = config.flatMap((each) => ['-c', each])
    return execFileSync('git', [...options, ...args], {
      cwd: directory,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  }
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), text)
    }
  }
  return {
    directory,
    git,
    write,
    commit(files) {
      write(files)
      git('add', '-A')
      git('commit', '-q', '-m', 'change')
      return git('rev-parse', 'HEAD')
    },
    fingerprint() {
      const hash = createHash('sha256')
      for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
        const path = join(directory, name)
        const stat = lstatSync(path)
        hash.update(`${name} ${stat.mode} ${stat.isDirectory() ? '' : stat.mtimeMs}\n`)
        if (stat.isFile()) hash.update(readFileSync(path))
        if (stat.isSymbolicLink()) hash.update(readlinkSync(path))
      }
      return hash.digest('hex')
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** A gwctl file with these gateways of the profile external: the value is their expire-seconds. */
export function yamlOf(gateways: Readonly<Record<string, number>>, more = ''): string {
  const lines = Object.entries(gateways).map(
    ([name, seconds]) =>
      `      ${name}: { proxy: sip.example, username: u, password: '\${env:P}', expire-seconds: ${seconds} }\n`,
  )
  const list = lines.length === 0 ? '    gateways: {}\n' : `    gateways:\n${lines.join('')}`
  return `version: 1\nfreeswitch: { conf: ./conf }\n${more}profiles:\n  external:\n${list}`
}
