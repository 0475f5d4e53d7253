// Loaded with --import before a program: at its end it writes to stderr, as one line `IO [...]`, every path and
// address that the program asked the system for, but for its own code.
import childProcess from 'node:child_process'
import dns from 'node:dns'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const seen = []
const { writeSync } = fs

/** Its own code, and what the system tells any Node.js program. */
function isOwn(what) {
  return /\/(?:dist|node_modules)\/|\/package\.json$/.test(what)
}

function watch(owner, name, label) {
  const original = owner[name]
  if (typeof original !== 'function' || /^[A-Z_]/.test(name)) return
  owner[name] = function (...args) {
    const [first] = args
    const what = typeof first === 'object' && !(first instanceof URL) ? JSON.stringify(first) : String(first)
    // A number is a file that is open already, such as standard error.
    if (typeof first !== 'number' && !isOwn(what)) seen.push(`${label}.${name} ${what}`)
    return original.apply(this, args)
  }
  Object.assign(owner[name], original)
}

for (const [owner, label] of [
  [fs, 'fs'],
  [fs.promises, 'fs.promises'],
  [childProcess, 'child_process'],
  [dns, 'dns'],
]) {
  for (const name of Object.keys(owner)) watch(owner, name, label)
}
for (const name of ['connect', 'createConnection', 'createServer']) watch(net, name, 'net')
syncBuiltinESMExports()
process.on('exit', () => writeSync(2, `IO ${JSON.stringify(seen)}\n`))
