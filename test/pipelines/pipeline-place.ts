import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { scratchAt, type Scratch } from '../git/scratch-repository.ts'
import { writeConf } from '../support/small-conf.ts'

/** A switch with its configuration directory, and apart from it a checkout of the repository with the YAML. */
export interface PipelinePlace {
  readonly repository: Scratch
  readonly sandbox: Sandbox
  /** PATH with gwctl and gwctl-comment on it, and the secrets. */
  readonly env: Readonly<Record<string, string>>
  /** The YAML with these gateways of `external`. */
  yaml(gateways: string): string
  /** A file of the configuration directory. */
  conf(file: string): string
  /** Somebody changes one, past gwctl. */
  change(file: string, text: string): void
}

/** Appears in nothing that a pipeline shows. */
export const SECRET = 'T0p-s3cret-of-alice'

/** A gateway that registers with a carrier which takes everybody. */
export const acme = (seconds: number): string =>
  `acme: { proxy: "127.0.0.1:15060", username: alice, password: "\${env:ACME_PASSWORD}", expire-seconds: ${seconds} }`

/** Carriers that never answer. */
export const SILENT = '127.0.0.1:15062'

export async function inPipeline(body: (place: PipelinePlace) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'gwctl-pipeline-'))
  const [conf, bin, workspace] = [join(root, 'freeswitch'), join(root, 'bin'), join(root, 'workspace')]
  writeConf(conf)
  mkdirSync(bin)
  mkdirSync(workspace)
  symlinkSync(resolve('dist/bin/gwctl.cjs'), join(bin, 'gwctl'))
  symlinkSync(resolve('pipelines/comment.js'), join(bin, 'gwctl-comment'))
  const sandbox = await startSandbox({
    confDir: conf,
    port: 0,
    speed: 20,
    carriers: { [SILENT]: { down: 'silent' } },
  })
  writeConf(conf, { port: sandbox.port })
  const repository = scratchAt(workspace)
  repository.git('init', '-q', '-b', 'main')
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: root, ACME_PASSWORD: SECRET }
  const yaml = (gateways: string): string => `version: 1
freeswitch:
  conf: ${conf}
profiles:
  external:
    gateways:
      ${gateways}
...
`
  try {
    await body({
      repository,
      sandbox,
      env,
      yaml,
      conf: (file) => readFileSync(join(conf, file), 'utf8'),
      change: (file, text) => writeFileSync(join(conf, file), text),
    })
  } finally {
    await sandbox.close()
    rmSync(root, { recursive: true, force: true })
  }
}
