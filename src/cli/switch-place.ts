import path from 'node:path'
import type { EventSocketAddress } from '../model/desired.ts'
import { knownSecrets } from '../apply/input-record.ts'
import { secretNames } from '../plan/hide-secrets.ts'
import type { SecretNames } from '../xml/secret-values.ts'
import type { Arguments } from './command.ts'
import { findAddress } from './connect.ts'
import { readConfiguration, readDesired } from './inputs.ts'
import type { Io } from './io.ts'

/** A switch that is asked and not changed. */
export interface SwitchPlace {
  /** The configuration directory, absolute. */
  readonly root: string
  readonly address: EventSocketAddress
  /** The names of params and variables of a gateway whose values came from secrets, now or at an earlier apply. */
  readonly secrets: SecretNames
}

/**
 * Finds the switch of a configuration directory (--conf, no YAML needed) or of the YAML. Of its secrets only those of
 * the event socket have to be at hand: who looks at a switch need not hold the passwords of its gateways.
 */
export async function findSwitch(args: Arguments, io: Io): Promise<SwitchPlace> {
  const conf = args.value('conf')
  if (conf !== undefined) {
    const root = path.resolve(io.cwd, conf)
    const known = knownSecrets(root)
    return {
      root,
      address: await findAddress({}, () => readConfiguration(root)),
      secrets: (name) => new Set(known.get(name)),
    }
  }
  const { desired } = await readDesired(args, io, { resolveSecrets: 'switch' })
  const address = await findAddress(desired, () => readConfiguration(desired.conf))
  return { root: desired.conf, address, secrets: secretNames(desired, knownSecrets(desired.conf)) }
}
