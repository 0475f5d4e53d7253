import type { CarrierOptions } from '../../src/sandbox/registrar.ts'

/**
 * A switch under test, real or stood in for, with carriers around it. Scenarios know nothing else, so that the same
 * steps run against both: where they disagree, the sandbox is wrong.
 */
export interface Lab {
  /** The SIP ports of the profiles `external` and `internal`. */
  readonly ports: { readonly external: number; readonly internal: number }
  /** `127.0.0.1:port` of a carrier of the scenario; a name without a carrier is a closed port. */
  carrier(name: string): string
  /** Runs an api command; the whole reply. */
  api(line: string): Promise<string>
  /** Sends a command of the event socket; its Reply-Text. */
  command(text: string): Promise<string>
  /** Writes a file of the configuration directory. */
  write(path: string, content: string): void
  read(path: string): string
  remove(path: string): void
  /** Lets seconds of the switch's time pass. */
  pass(seconds: number): Promise<void>
  /** Seconds of the switch's time. */
  now(): number
  /** Every event so far, oldest first, without what the core adds. */
  events(): readonly SeenEvent[]
  /** Now, as a place among the events. */
  mark(): Mark
  /** How many bindings the carriers hold for this account. */
  bindings(account: string): number
  stop(): Promise<void>
}

/** A moment: `index` counts events, `at` seconds. */
export interface Mark {
  readonly index: number
  readonly at: number
}

/** `sofia::gateway_add` (a subclass) or `PUBLISH` (a name), and its own headers. */
export interface SeenEvent extends Mark {
  readonly what: string
  readonly headers: Readonly<Record<string, string>>
}

/** What a carrier of a scenario does; the only password it knows is `secret`. */
export type CarrierKind = Pick<
  CarrierOptions,
  'auth' | 'wrongPassword' | 'down' | 'registerAnswer' | 'optionsAnswer' | 'loseUnregisters'
>

/** A piece of behaviour with a name; steps of a scenario run in order on one switch. */
export type Step = readonly [behaviour: string, check: (lab: Lab) => Promise<void>]

export interface Scenario {
  readonly name: string
  readonly carriers?: Readonly<Record<string, CarrierKind>>
  /** Files of sip_profiles/external and sip_profiles/internal; `@name` in them is a carrier's address. */
  readonly external?: Readonly<Record<string, string>>
  readonly internal?: Readonly<Record<string, string>>
  /** More settings of the profile external. */
  readonly settings?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

/** Starts a lab for a scenario. */
export type StartLab = (scenario: Scenario) => Promise<Lab>

/** Runs the steps; a failure names the behaviour. */
export async function runScenario(scenario: Scenario, start: StartLab): Promise<void> {
  const lab = await start(scenario)
  try {
    for (const [behaviour, check] of scenario.steps) {
      try {
        await check(lab)
      } catch (error) {
        if (error instanceof Error) error.message = `${behaviour}\n\n${error.message}`
        throw error
      }
    }
  } finally {
    await lab.stop()
  }
}

/** What to wait for: later than a mark, and for so many seconds. */
export interface Wait {
  readonly after?: Mark
  readonly within?: number
}

/** Waits until an event has come, in steps of the switch's time; throws with what came instead. */
export async function waitForEvent(
  lab: Lab,
  what: string,
  headers: Readonly<Record<string, string>>,
  { after, within = 5 }: Wait = {},
): Promise<SeenEvent> {
  const deadline = lab.now() + within
  const fits = (event: SeenEvent) =>
    event.what === what &&
    event.index > (after?.index ?? -1) &&
    Object.entries(headers).every(([key, value]) => event.headers[key] === value)
  for (;;) {
    const found = lab.events().find(fits)
    if (found !== undefined) return found
    if (lab.now() > deadline) {
      const came = lab
        .events()
        .map((event) => `${event.at.toFixed(2)} ${event.what} ${JSON.stringify(event.headers)}`)
      throw new Error(`no ${what} ${JSON.stringify(headers)} within ${within} s; came:\n${came.join('\n')}`)
    }
    await lab.pass(0.05)
  }
}

/** Waits for `State=...` of a gateway. */
export function waitForState(lab: Lab, gateway: string, state: string, wait: Wait = {}) {
  return waitForEvent(lab, 'sofia::gateway_state', { Gateway: gateway, State: state }, wait)
}

/**
 * Waits until the worker of the profile external has just ticked: a second passes until its next tick, and what a step
 * sends now is seen by one and the same. `gateway` is a registered one; it registers at that tick once more.
 */
export async function waitForTick(lab: Lab, gateway: string): Promise<void> {
  const start = lab.mark()
  await lab.api(`sofia profile external register external::${gateway}`)
  await waitForState(lab, gateway, 'REGED', { after: start })
}

/** A gateway's file, as vanilla lays it out. */
export function gatewayXml(name: string, params: Readonly<Record<string, string>>, inside = ''): string {
  const lines = Object.entries(params).map(([key, value]) => `    <param name="${key}" value="${value}"/>`)
  return `<include>\n  <gateway name="${name}">\n${lines.join('\n')}\n${inside}  </gateway>\n</include>\n`
}

/** A gateway that registers as `name` with the password `secret`. */
export function registering(
  name: string,
  carrier: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return gatewayXml(name, { username: name, password: 'secret', proxy: carrier, ...more })
}

/** A gateway that does not register. */
export function trunk(name: string, carrier: string, more: Readonly<Record<string, string>> = {}): string {
  return gatewayXml(name, { register: 'false', proxy: carrier, ...more })
}
