import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import type { CarrierOptions } from '../../src/sandbox/registrar.ts'
import { writeConf } from '../support/small-conf.ts'
import { inDirectory, type Run, type RunOptions } from './gwctl.ts'
import { runHere } from './in-process.ts'

/** A configuration directory `conf`, a sandbox over it that runs 50 times as fast, and command lines run beside it. */
export interface Place {
  readonly cwd: string
  readonly conf: string
  readonly sandbox: Sandbox
  /** Runs a command line in this process. */
  run(args: readonly string[], options?: RunOptions & Parameters<typeof runHere>[1]): Promise<Run>
  /** Applies a YAML with these gateways of `external`: `acme: { ... }, ...`. */
  apply(gateways: string, ...more: readonly string[]): Promise<Run>
  yaml(gateways: string): string
  /** Called with every command that arrives; may be set at any time. */
  readonly fault: { when?: (line: string) => void }
  /** Every XML file of the configuration, by name. */
  files(): Record<string, string>
}

export async function inPlace(
  options: {
    readonly gateways?: Readonly<Record<string, Readonly<Record<string, string>>>>
    readonly carriers?: Readonly<Record<string, CarrierOptions>>
    readonly env?: Readonly<Record<string, string>>
    readonly isBusy?: (ip: string, port: number) => boolean
  },
  body: (place: Place) => Promise<void>,
): Promise<void> {
  await inDirectory({}, async (cwd) => {
    const conf = join(cwd, 'conf')
    writeConf(conf, { gateways: options.gateways ?? {} })
    const fault: Place['fault'] = {}
    const sandbox = await startSandbox({
      confDir: conf,
      port: 0,
      speed: 20,
      fault: (_, line) => void fault.when?.(line),
      ...(options.carriers && { carriers: options.carriers }),
      ...(options.isBusy && { isBusy: options.isBusy }),
    })
    writeConf(conf, { gateways: options.gateways ?? {}, port: sandbox.port })
    const yaml = (text: string): string => `version: 1
freeswitch: { conf: ./conf, event-socket: { host: 127.0.0.1, port: ${sandbox.port}, password: ClueCon } }
policy: { max-deletes: 100, allow-last-healthy: true }
profiles:
  external:
    gateways: { ${text} }
...
`
    const run: Place['run'] = (args, more) => runHere(args, { cwd, env: options.env ?? {}, ...more })
    const apply: Place['apply'] = (text, ...more) =>
      run(['apply', '--yes', '--allow-deletes', '100', '-f', '-', ...more], { stdin: yaml(text) })
    try {
      await body({ cwd, conf, sandbox, fault, run, apply, yaml, files: () => xmlFiles(conf) })
    } finally {
      await sandbox.close()
    }
  })
}

/** The one document of a run on its standard output. */
export function documentOf(run: Run): Record<string, unknown> {
  return JSON.parse(run.stdout) as Record<string, unknown>
}

function xmlFiles(conf: string): Record<string, string> {
  const all = readdirSync(conf, { recursive: true, encoding: 'utf8' })
  const names = all.filter((each) => each.endsWith('.xml') && !each.startsWith('.gwctl'))
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(conf, name), 'latin1')]))
}
