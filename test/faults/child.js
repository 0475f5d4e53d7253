// Applies in a process of its own and kills itself with SIGKILL after the nth step of its journal
// (the effect that a record announces comes after it), or between a temporary file and its renaming.
// Arguments: one JSON object, see `Order` in child-process.ts.
import fs from 'node:fs'
import { applyPlan } from '../../dist/apply/apply.js'
import { beginJournal } from '../../dist/apply/journal.js'
import { loadDesired } from '../../dist/config/load.js'
import { EventLog } from '../../dist/freeswitch/event-log.js'
import { connectEventSocket } from '../../dist/freeswitch/event-socket.js'
import { SwitchLink } from '../../dist/freeswitch/link.js'
import { buildPlan } from '../../dist/plan/build.js'
import { localTarget } from '../../dist/targets/local.js'
import { readDisk } from '../../dist/xml/read.js'
import { watchEffects } from './boundaries.js'

const { conf, yaml, port, speed, end, renames, allow, options } = JSON.parse(process.argv[2])

const toReal = (ms) => (ms * speed) / 1000
const clock = {
  now: () => (performance.now() * 1000) / speed,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, toReal(ms))),
  date: () => new Date(),
}
const after = (ms, run) => {
  const timer = setTimeout(run, toReal(ms))
  return () => clearTimeout(timer)
}
const die = () => process.kill(process.pid, 'SIGKILL')

const address = { host: '127.0.0.1', port, password: 'ClueCon' }
const socket = await connectEventSocket(address, { connectMs: 5000, authMs: 5000, commandMs: 5000 })
const link = new SwitchLink(socket, await EventLog.open(socket, { now: clock.now, after }), clock)
const { desired } = loadDesired({ paths: ['-'], stdin: yaml, cwd: conf, env: {}, resolveSecrets: true })
const target = localTarget(conf)
const { plan } = buildPlan(desired, readDisk(target), await link.observe(), { allow })

let steps = 0
const watch = {
  enter: () => undefined,
  done: (what) => {
    if (/^(journal|record .*|close)$/.test(what)) steps += 1
    if (steps === end) die()
  },
}
const rename = fs.renameSync
let renamed = 0
fs.renameSync = (from, to) => {
  renamed += 1
  if (renamed === renames) die()
  rename(from, to)
}
const ports = watchEffects({ target, link, clock, progress: () => undefined }, beginJournal, watch)
const result = await applyPlan(plan, ports, options)
await link.close()
process.stdout.write(`${result.outcome}\n`)
