import { createCarrier } from './registrar.ts'
import type { Binding, Carrier, CarrierOptions } from './registrar.ts'
import type { Millis } from './scheduler.ts'

/** A binding, and the carrier that holds it. */
export interface HeldBinding extends Binding {
  readonly carrier: string
}

/** The carriers by `host:port`; one that was not described behaves like `*`, or takes every registration. */
export interface Carriers {
  at(address: string): Carrier
  /** Changes how a carrier behaves; its bindings stay. */
  set(address: string, options: CarrierOptions): void
  bindings(now: Millis): HeldBinding[]
}

export function createCarriers(described: Readonly<Record<string, CarrierOptions>>): Carriers {
  const carriers = new Map<string, Carrier>()
  const at = (address: string): Carrier => {
    const known = carriers.get(address)
    if (known !== undefined) return known
    const created = createCarrier(described[address] ?? described['*'] ?? {})
    carriers.set(address, created)
    return created
  }
  return {
    at,
    set(address, options) {
      at(address).options = options
    },
    bindings: (now) =>
      [...carriers].flatMap(([carrier, held]) =>
        held.bindings(now).map((binding) => ({ ...binding, carrier })),
      ),
  }
}
