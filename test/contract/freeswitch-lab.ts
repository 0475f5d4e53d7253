import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../support/free-port.ts'
import { startFreeSwitch } from '../support/freeswitch.ts'
import { startRegistrar, type Registrar, type Treatment } from '../support/registrar.ts'
import { collectEvents } from './collect-events.ts'
import type { CarrierKind, Lab, Scenario } from './lab.ts'
import { startLosingRelay, type LosingRelay } from './losing-relay.ts'
import { profilesOf } from './profiles-of.ts'

/** A scenario against a real FreeSWITCH and real registrars. */
export async function startFreeSwitchLab(scenario: Scenario): Promise<Lab> {
  const ports = { external: await findFreePort(), internal: await findFreePort() }
  const closed = await findFreePort()
  const carriers = new Map<string, RealCarrier>()
  for (const [name, kind] of Object.entries(scenario.carriers ?? {}))
    carriers.set(name, await startCarrier(kind))
  const carrier = (name: string) => `127.0.0.1:${carriers.get(name)?.port ?? closed}`
  const freeswitch = await startFreeSwitch({ profiles: profilesOf(scenario, ports, carrier) })
  const now = () => performance.now() / 1000
  // The worker ticks first a second after the start of a profile; a gateway is REGED at the second tick.
  await sleep(2500)
  const events = await collectEvents(freeswitch.esl, now)
  return {
    ports,
    carrier,
    api: (line) => freeswitch.api(line),
    command: (text) => freeswitch.esl.command(text),
    write: (path, content) => writeFileSync(join(freeswitch.conf, path), content, 'latin1'),
    read: (path) => readFileSync(join(freeswitch.conf, path), 'latin1'),
    remove: (path) => rmSync(join(freeswitch.conf, path)),
    pass: (seconds) => sleep(seconds * 1000),
    now,
    events: () => events,
    mark: () => ({ index: events.length - 1, at: now() }),
    bindings: (account) =>
      [...carriers.values()].reduce((sum, { registrar }) => sum + registrar.bindings(account).length, 0),
    async stop() {
      await freeswitch.stop()
      for (const each of carriers.values()) each.close()
    },
  }
}

interface RealCarrier {
  /** Where the switch sends to. */
  readonly port: number
  readonly registrar: Registrar
  close(): void
}

async function startCarrier(kind: CarrierKind): Promise<RealCarrier> {
  const registrar = await startRegistrar({
    rule: ({ method }) => treat(kind, method),
    ...(kind.auth === 'digest'
      ? {
          digest: {
            password: () => 'secret',
            oneTimeNonces: false,
            qop: true,
            onWrong: kind.wrongPassword === '403' ? 403 : 401,
          },
        }
      : {}),
  })
  const relay =
    kind.loseUnregisters === undefined
      ? undefined
      : await startLosingRelay(registrar.port, kind.loseUnregisters)
  return { port: relay?.port ?? registrar.port, registrar, close: () => closeAll(registrar, relay) }
}

function closeAll(registrar: Registrar, relay: LosingRelay | undefined): void {
  relay?.close()
  registrar.close()
}

function treat(kind: CarrierKind, method: string): Treatment {
  if (kind.down === 'silent') return { kind: 'drop' }
  const answer = method === 'OPTIONS' ? kind.optionsAnswer : kind.registerAnswer
  return answer === undefined ? { kind: 'serve' } : { kind: 'refuse', status: answer[0], phrase: answer[1] }
}
