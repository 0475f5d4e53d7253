// Builds dist/: the library (one file a module, with types) and the command line (dist/bin, bundled).
// A plain script so that `npm ci && npm test` needs no step of its own.
import { spawnSync } from 'node:child_process'
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import ajv from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import { bareSchema, sharedSchema } from './bare-schema.js'

// Beside the old one until it is whole: somebody may be running gwctl.
const NEW = 'dist.new'
/** Libraries that only some commands need stay where npm has put them, and are loaded when they are used. */
const SELDOM = ['fast-xml-parser', 'modesl', 'prom-client', 'simple-git']

rmSync(NEW, { recursive: true, force: true })
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--outDir', NEW)
await compileValidator()
await bundleCommandLine()
run('scripts/code-cache.js', `${NEW}/bin/core.cjs`)
rmSync('dist', { recursive: true, force: true })
renameSync(NEW, 'dist')

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

/** Compiling the schema takes longer than all the rest of a run: the compiled function takes the place of what does it. */
async function compileValidator() {
  const built = (name) => import(pathToFileURL(`${NEW}/config/${name}`).href)
  const [{ AJV_OPTIONS }, { desiredSchema }] = await Promise.all([
    built('validator.js'),
    built('desired-schema.js'),
  ])
  const compiler = new ajv.Ajv2020({ ...AJV_OPTIONS, code: { source: true, lines: true } })
  const code = standalone.default(compiler, compiler.compile(sharedSchema(bareSchema(desiredSchema()))))
  writeFileSync(`${NEW}/config/validate-desired.cjs`, code)
  writeFileSync(
    `${NEW}/config/validator.js`,
    `import validate from './validate-desired.cjs'
export const AJV_OPTIONS = ${JSON.stringify(AJV_OPTIONS)}
export const validateDesired = (value) => (validate(value) ? [] : (validate.errors ?? []))
`,
  )
}

/** Two files: what every run needs to begin, and all the rest. Node reads a hundred modules in one file in a fraction of the time of a hundred files. */
async function bundleCommandLine() {
  const result = await build({
    entryPoints: { gwctl: `${NEW}/cli/main.js`, core: `${NEW}/cli/start.js` },
    outdir: `${NEW}/bin`,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    define: { 'import.meta.dirname': '__dirname' },
    external: SELDOM,
    // Code from a cache cannot import (Node 20): what is loaded later is required.
    supported: { 'dynamic-import': false },
    // All of it is read at every start: half the bytes are 10 ms.
    minify: true,
    legalComments: 'linked',
    logLevel: 'warning',
  })
  if (result.errors.length > 0) process.exit(1)
  chmodSync(`${NEW}/bin/gwctl.cjs`, 0o755)
  rmSync(`${NEW}/cli`, { recursive: true, force: true })
}
