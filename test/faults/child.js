// Applies in a process of its own and kills itself with SIGKILL after the nth step of its journal
// (the effect that a record announces comes after it), or between a temporary file and its renaming.
// Standard input: an `Order` (child-process.ts), serialized by node:v8.
import fs from 'node:fs'
import { deserialize } from 'node:v8'
import { applyPlan } from '../../dist/apply/apply.js'
import { beginJournal } from '../../dist/apply/journal.js'
import { EventLog } from '../../dist/freeswitch/event-log.js'
import { connectEventSocket } from '../../dist/freeswitch/event-socket.js'
import { SwitchLink } from '../../dist/freeswitch/link.js'
import { localTarget } from '../../dist/targets/local.js'
import { watchEffects } from './boundaries.js'

const { conf, plan, port, password, speed, end, renames, options } = deserialize(fs.readFileSync(0))

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

const address = { host: '127.0.0.1', port, password }
const socket = await connectEventSocket(address, { connectMs: 5000, authMs: 5000, commandMs: 5000 })
const link = new SwitchLink(socket, await EventLog.open(socket, { now: clock.now, after }), clock)
const target = localTarget(conf)

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
