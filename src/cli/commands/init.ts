import fs from 'node:fs'
import path from 'node:path'
import { INIT_HEAD } from '../../import/file-head.ts'
import { writeYaml } from '../../import/write-yaml.ts'
import { printJson } from '../../render/json.ts'
import { PLAN_FORMAT_VERSION } from '../../render/plan-json.ts'
import { visible } from '../../render/visible.ts'
import type { Arguments, Command } from '../command.ts'
import { confFor, ENV_FILE_OPTION, envFile, importFrom, tellWarnings, useOf, warningsOf } from '../import.ts'
import { readConfiguration } from '../inputs.ts'
import type { Io } from '../io.ts'
import { makeFiles, requireFree, type NewFile } from '../new-file.ts'
import { SCHEMA_COMMENT, schemaFile } from '../schema-file.ts'

export const init: Command = {
  name: 'init',
  summary: 'write a commented gwctl.yaml, from the existing configuration where there is one',
  usage: 'init [--conf DIR] [--secrets-file PATH] [--json]',
  description:
    'Writes ./gwctl.yaml, with comments, and says what to run next. Where there is a FreeSWITCH configuration it is written\n' +
    'like `gwctl import --secrets env`: every gateway as it stands, and passwords in a .env file of their own (mode 0600).\n' +
    'A copy of the JSON Schema goes beside it, so that editors\n' +
    'complete and explain it (gwctl.schema.json; one that is there is left alone).\n' +
    'Without --conf it looks at ./conf, /etc/freeswitch and /usr/local/freeswitch/conf. Nothing is overwritten, and\n' +
    'neither FreeSWITCH nor its configuration is touched.',
  options: [
    { name: 'conf', value: 'DIR', takes: 'directory', help: 'the FreeSWITCH configuration directory' },
    ENV_FILE_OPTION,
    { name: 'json', help: 'print the outcome as one JSON document' },
  ],
  examples: [
    { line: 'gwctl init', does: 'begin, in the directory that shall hold the YAML' },
    { line: 'gwctl init --conf /opt/freeswitch/conf', does: 'from that configuration' },
  ],
  positionals: 0,
  async run(args, io) {
    const file = { path: path.resolve(io.cwd, NAME), name: NAME, mode: 0o640, option: '-o of `gwctl import`' }
    requireFree(file)
    const conf = args.value('conf') ?? USUAL.find((each) => isConfiguration(io, each)) ?? USUAL[0]
    const root = path.resolve(io.cwd, conf)
    const named = confFor(root, conf, file.path)
    const begun = isConfiguration(io, conf) ? fromDisk(root, named, args, io) : starter(root, named, io)
    const schema = schemaFile(io.cwd)
    makeFiles([...(begun.env ? [begun.env] : []), ...(schema ? [schema] : []), { ...file, text: begun.yaml }])
    tell({ ...begun, ...(schema && { schema }) }, args, io)
    return Promise.resolve(0)
  },
}

const NAME = 'gwctl.yaml'
const HEAD = [SCHEMA_COMMENT, ...INIT_HEAD]
const USUAL = ['./conf', '/etc/freeswitch', '/usr/local/freeswitch/conf'] as const

interface Begun {
  readonly yaml: string
  readonly env?: NewFile
  readonly gateways: number
  readonly leftOut: number
  readonly schema?: NewFile
}

function fromDisk(root: string, conf: string, args: Arguments, io: Io): Begun {
  const configuration = readConfiguration(root)
  const imported = importFrom(configuration, { head: HEAD, conf, secrets: 'env' })
  tellWarnings(warningsOf(imported, configuration), configuration, io)
  const env = envFile(imported, args, io)
  const { yaml, gateways, leftOut } = imported
  return { yaml, ...(env && { env }), gateways: gateways.length, leftOut: leftOut.length }
}

function starter(root: string, conf: string, io: Io): Begun {
  io.stderr(
    `There is no FreeSWITCH configuration in ${visible(root)}: put the right directory into \`freeswitch.conf\`.\n`,
  )
  return { yaml: writeYaml(HEAD, conf, []).text, gateways: 0, leftOut: 0 }
}

/** Whether anything in it is a FreeSWITCH configuration, be it one that does not load. */
function isConfiguration(io: Io, conf: string): boolean {
  const root = path.resolve(io.cwd, conf)
  if (!fs.existsSync(root)) return false
  return !readConfiguration(root).disk.diagnostics.some((each) => each.code === 'GW204')
}

function tell({ env, schema, gateways, leftOut }: Begun, args: Arguments, io: Io): void {
  if (args.flag('json')) {
    const document = {
      file: NAME,
      ...(env && { envFile: env.name }),
      ...(schema && { schemaFile: schema.name }),
      gateways,
      leftOut,
    }
    io.stdout(printJson({ formatVersion: PLAN_FORMAT_VERSION, ...document }))
    return
  }
  const count = `${gateways} ${gateways === 1 ? 'gateway' : 'gateways'}${leftOut === 0 ? '' : `, ${leftOut} left out`}`
  const secrets =
    env === undefined
      ? ''
      : `Wrote ${visible(env.name)}: their secrets, for you only. Keep it out of git, and before gwctl runs:\n  ${useOf(env.name)}\n`
  const explained =
    schema === undefined ? '' : `Wrote ${schema.name}: by it an editor completes and explains ${NAME}.\n`
  io.stdout(
    `Wrote ${NAME}: ${count}.\n${secrets}${explained}Next:\n` +
      '  gwctl validate   checks the file\n' +
      '  gwctl plan       shows what it would change: at first only adoptions, comments in the XML\n' +
      '  gwctl apply      does that\n',
  )
}
