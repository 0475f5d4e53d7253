// What `npm run demo` shows: plan, apply and an empty plan of this example against the built-in
// sandbox. It works on a copy in a temporary directory and leaves nothing behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const gwctl = resolve(here, '../../dist/bin/gwctl.cjs')
const place = mkdtempSync(join(tmpdir(), 'gwctl-demo-'))
const env = { ...process.env, ACME_1_PASSWORD: 's3cret-of-alice', ACME_2_PASSWORD: 's3cret-of-bob' }

/** A copy of the example whose event socket is on a port that is free here. */
async function copyExample() {
  cpSync(join(here, 'conf'), join(place, 'conf'), { recursive: true })
  cpSync(join(here, 'gwctl.yaml'), join(place, 'gwctl.yaml'))
  const file = join(place, 'conf/autoload_configs/event_socket.conf.xml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('8021', String(await freePort())))
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

/** Starts the sandbox over the copy and waits for its first line. */
async function startSandbox() {
  const sandbox = spawn(process.execPath, [gwctl, 'sandbox', '--conf', 'conf'], {
    cwd: place,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((_, reject) => {
    sandbox.once('exit', () => reject(new Error('The sandbox did not start.')))
  })
  const started = new Promise((done) => sandbox.stdout.once('data', done))
  ended.catch(() => undefined)
  await Promise.race([started, ended])
  return sandbox
}

async function run(...args) {
  console.log(`\n$ gwctl ${args.join(' ')}`)
  const child = spawn(process.execPath, [gwctl, ...args], { cwd: place, env, stdio: 'inherit' })
  const code = await new Promise((done) => child.once('exit', done))
  if (code !== 0) throw new Error(`gwctl ${args.join(' ')} ended with exit code ${code}`)
}

let sandbox
try {
  await copyExample()
  sandbox = await startSandbox()
  await run('plan')
  await run('apply', '--yes')
  await run('plan')
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  sandbox?.kill()
  rmSync(place, { recursive: true, force: true })
}
