import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditEntry } from '../../src/apply/audit.ts'
import { readBackup, type BackupManifest } from '../../src/apply/backup.ts'
import { readLeftJournal } from '../../src/apply/journal.ts'
import { gwctl } from './gwctl.ts'
import { inPlace, type Place } from './place.ts'

const RUNS = 20
const FILE = 'sip_profiles/external/acme.xml'

/** Each run wants something else, so that each has something to do; what does not register is changed at once. */
function acme(index: number): string {
  return `acme: { proxy: "127.0.0.1:15060", register: false, expire-seconds: ${600 + index} }`
}

describe('twenty applies at once', () => {
  it(
    'change the directory one after the other; those that do not wait exit 5',
    () =>
      inPlace({}, async (place) => {
        expect((await place.apply(acme(0))).code).toBe(0)
        const watch = watchFile(join(place.conf, FILE))
        const runs = await Promise.all(
          Array.from({ length: RUNS }, (_, index) => applyInProcess(place, index + 1)),
        )
        const seen = watch.stop()

        // The odd ones wait for their turn, and all of them get it.
        const codes = runs.map(({ code }) => code)
        expect(codes.filter((_, index) => index % 2 === 0)).toEqual(Array(RUNS / 2).fill(0))
        for (const code of codes) expect([0, 5]).toContain(code)
        for (const { code, stderr } of runs) {
          if (code === 5) expect(stderr).toMatch(/error GW320: .* is changing .*\. Nothing was changed\./)
        }

        const done = 1 + codes.filter((code) => code === 0).length
        const backups = backupsOf(place)
        expect(backups).toHaveLength(done)
        // One at a time: each has found what the one before has written, and came after its end.
        const files = backups.map(({ files: [only] }) => only)
        expect(files.slice(1).map((each) => each?.sha256)).toEqual(
          files.slice(0, -1).map((each) => each?.sha256After),
        )
        const entries = auditOf(place)
        expect(entries.map(({ id, outcome, exit }) => ({ id, outcome, exit }))).toEqual(
          backups.map(({ id }) => ({ id, outcome: 'applied', exit: 0 })),
        )
        const begun = backups.slice(1).map(({ createdAt }) => Date.parse(createdAt))
        const ended = entries.slice(0, -1).map(({ at }) => Date.parse(at))
        expect(begun.every((at, index) => at >= (ended[index] ?? Infinity))).toBe(true)

        // Nobody has ever seen half a file.
        expect(
          seen.filter(
            (text) => !/^<include>\n[^]*name="expire-seconds" value="6\d\d"[^]*<\/include>\n$/.test(text),
          ),
        ).toEqual([])
        expect(readLeftJournal(place.conf)).toBeUndefined()
      }),
    240_000,
  )
})

function applyInProcess({ cwd, yaml }: Place, index: number): ReturnType<typeof gwctl> {
  const directory = join(cwd, `run-${index}`)
  mkdirSync(directory)
  const text = yaml(acme(index)).replace('./conf', '../conf')
  writeFileSync(
    join(directory, 'gwctl.yaml'),
    `${text.replace(/\.\.\.\n$/, '')}backups: { keep: 100 }\n...\n`,
  )
  const wait = index % 2 === 1 ? ['--lock-timeout', '240'] : []
  return gwctl(['apply', '--yes', ...wait], { cwd: directory })
}

/** Reads a file over and over, as FreeSWITCH might at any time. */
function watchFile(file: string): { stop(): string[] } {
  const seen = new Set<string>()
  const timer = setInterval(() => void seen.add(existsSync(file) ? readFileSync(file, 'utf8') : ''), 1)
  return {
    stop: () => {
      clearInterval(timer)
      return [...seen]
    },
  }
}

function backupsOf({ conf }: Place): BackupManifest[] {
  return readdirSync(join(conf, '.gwctl/backups'))
    .sort()
    .map((id) => readBackup(conf, id))
}

function auditOf({ conf }: Place): AuditEntry[] {
  const lines = readFileSync(join(conf, '.gwctl/audit.jsonl'), 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as AuditEntry)
}
