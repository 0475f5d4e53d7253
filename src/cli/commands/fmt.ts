import path from 'node:path'
import { localFiles } from '../../config/files.ts'
import { formatYaml } from '../../config/format-yaml.ts'
import { readSources } from '../../config/read-sources.ts'
import { InputError } from '../../errors.ts'
import { printJson } from '../../render/json.ts'
import { PLAN_FORMAT_VERSION } from '../../render/plan-json.ts'
import { visible } from '../../render/visible.ts'
import { localTarget } from '../../targets/local.ts'
import type { Command } from '../command.ts'
import type { Io } from '../io.ts'

export const fmt: Command = {
  name: 'fmt',
  summary: 'format YAML files; keeps comments, anchors and meaning',
  usage: 'fmt [--check] [FILE...] [--json]',
  description:
    'Formats gwctl.yaml, or the files named; of a directory every *.yaml and *.yml below it; - from standard input to\n' +
    'standard output. Values stay as they are written, quotes, comments, anchors and the order of keys too. The names of\n' +
    'the files that changed are printed. With --check nothing is written, and the exit code is 2 when something would be.\n' +
    'When one of the files does not parse, none is written (exit 3).',
  options: [
    { name: 'check', help: 'write nothing; exit 2 when a file is not formatted' },
    { name: 'json', help: 'print the outcome as one JSON document' },
  ],
  examples: [
    { line: 'gwctl fmt', does: 'format ./gwctl.yaml' },
    { line: 'gwctl fmt --check carriers/', does: 'in a pipeline: are all files of the directory formatted?' },
  ],
  positionals: Infinity,
  takes: ['yaml'],
  async run(args, io) {
    const stdin = args.positionals.includes('-') ? await io.readStdin() : undefined
    const files = formatAll(args.positionals, stdin, io)
    const changed = files.filter((each) => each.before !== each.after)
    const check = args.flag('check')
    if (!check) for (const file of changed) write(file, io)
    const piped = check || args.flag('json') ? undefined : files.find((each) => each.name === STDIN)
    if (args.flag('json')) {
      const named = files.map(({ name, before, after }) => ({ file: name, changed: before !== after }))
      io.stdout(printJson({ formatVersion: PLAN_FORMAT_VERSION, files: named }))
    } else if (piped !== undefined) io.stdout(piped.after)
    else io.stdout(changed.map((each) => `${visible(each.name)}\n`).join(''))
    return check && changed.length > 0 ? 2 : 0
  },
}

interface FormattedFile {
  readonly name: string
  readonly before: string
  readonly after: string
}

const STDIN = '<stdin>'

/** All of them, or none: throws InputError with every problem of every file. */
function formatAll(paths: readonly string[], stdin: Buffer | undefined, io: Io): FormattedFile[] {
  const { sources, problems } = readSources(paths, io.cwd, stdin, localFiles)
  const faulty = new Set(problems.map((each) => each.at.file))
  const all = [...problems]
  const files = sources
    .filter((each) => !faulty.has(each.file))
    .flatMap(({ file, text }): FormattedFile[] => {
      const formatted = formatYaml(file, text)
      if (formatted.text !== undefined) return [{ name: file, before: text, after: formatted.text }]
      all.push(...formatted.problems)
      return []
    })
  if (all.length > 0) throw new InputError(all, new Map(sources.map(({ file, text }) => [file, text])))
  return files
}

/** In one step, with mode and owner as they are; a symbolic link stays one. */
function write({ name, after }: FormattedFile, io: Io): void {
  if (name === STDIN) return
  const file = path.resolve(io.cwd, name)
  localTarget(path.dirname(file)).write(file, Buffer.from(after, 'utf8').toString('latin1'), file)
}
