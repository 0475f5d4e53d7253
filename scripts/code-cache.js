// Runs the bundled core once, as src/cli/start-core.ts does, and writes down what V8 compiled of it.
import { readFileSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { Script } from 'node:vm'

const file = resolve(process.argv[2])
const script = new Script(Module.wrap(readFileSync(file, 'latin1')), { filename: file })

// A plan without a switch takes most ways that any command takes; it writes nothing.
process.argv = [process.argv[0], file, 'plan', '--offline', '-f', 'examples/quickstart/gwctl.yaml']
Object.assign(process.env, { ACME_1_PASSWORD: 'of-the-build-1', ACME_2_PASSWORD: 'of-the-build-2' })
process.stdout.write = () => true
process.on('exit', () => writeFileSync(`${file}.cache`, script.createCachedData()))
script.runInThisContext()({}, createRequire(file), { exports: {} }, file, dirname(file))
