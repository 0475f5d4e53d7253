import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../../src/sandbox/server.ts'
import { writeConf } from '../support/freeswitch-conf.ts'
import { connectEsl } from '../support/raw-esl.ts'
import { collectEvents } from './collect-events.ts'
import type { Lab, Scenario } from './lab.ts'
import { profilesOf } from './profiles-of.ts'

const PORTS = { external: 5080, internal: 5062 }
const FIRST_CARRIER = 5070
const CLOSED = 5999

/** A scenario against the sandbox, over its event socket; time passes only when the lab says so. */
export async function startSandboxLab(scenario: Scenario): Promise<Lab> {
  const dir = mkdtempSync(join(tmpdir(), 'gwctl-contract-'))
  const names = Object.keys(scenario.carriers ?? {})
  const carrier = (name: string) =>
    `127.0.0.1:${names.includes(name) ? FIRST_CARRIER + names.indexOf(name) : CLOSED}`
  const password = 'ClueCon'
  writeConf(dir, { eslPort: 0, password, profiles: profilesOf(scenario, PORTS, carrier) })
  let now = 0
  const sandbox = await startSandbox({
    confDir: dir,
    now: () => now,
    carriers: {
      ...Object.fromEntries(
        Object.entries(scenario.carriers ?? {}).map(([name, kind]) => [
          carrier(name),
          { password: 'secret', ...kind },
        ]),
      ),
      [`127.0.0.1:${CLOSED}`]: { down: 'refused' },
    },
  })
  const esl = await connectEsl(sandbox.port, password)
  const pass = async (seconds: number) => {
    now += seconds * 1000
    sandbox.catchUp()
    await esl.command('nolog')
  }
  // The worker ticks first a second after the start of a profile; a gateway is REGED at the second tick.
  await pass(2.5)
  const events = await collectEvents(esl, () => now / 1000)
  return {
    ports: PORTS,
    carrier,
    api: (line) => esl.api(line),
    command: (text) => esl.command(text),
    write: (path, content) => writeFileSync(join(dir, path), content, 'latin1'),
    read: (path) => readFileSync(join(dir, path), 'latin1'),
    remove: (path) => rmSync(join(dir, path)),
    pass,
    now: () => now / 1000,
    events: () => events,
    mark: () => ({ index: events.length - 1, at: now / 1000 }),
    bindings: (account) => sandbox.bindings().filter(({ aor }) => aor.startsWith(`sip:${account}@`)).length,
    async stop() {
      esl.close()
      await sandbox.close()
      rmSync(dir, { recursive: true })
    },
  }
}
