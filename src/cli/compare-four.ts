import { knownSecrets } from '../apply/input-record.ts'
import { switchSockets } from '../apply/switch-sockets.ts'
import { InputError } from '../errors.ts'
import { buildPlan } from '../plan/build.ts'
import { findDrift, type Drift } from '../plan/drift.ts'
import type { Arguments } from './command.ts'
import { connectTo } from './connect.ts'
import { askSwitch, gatherEvidence } from './evidence.ts'
import { readConfiguration, readDesired } from './inputs.ts'
import type { Io } from './io.ts'

/** Reads YAML, XML, memory and switch, and compares them. Throws InputError and GwctlError. */
export async function compareFour(args: Arguments, io: Io): Promise<Drift> {
  const { desired, warnings, sources: yaml } = await readDesired(args, io, { resolveSecrets: true })
  const configuration = readConfiguration(desired.conf)
  const { disk } = configuration
  const link = await connectTo(desired, configuration)
  try {
    const lists = (desired.distributors ?? []).map((each) => each.name)
    const { live, loaded } = await askSwitch(link, lists)
    const evidence = gatherEvidence(loaded, switchSockets(link.place), desired.conf, live)
    const { plan, diagnostics } = buildPlan(desired, disk, live, {
      evidence,
      knownSecrets: knownSecrets(desired.conf),
    })
    if (plan === undefined)
      throw new InputError([...warnings, ...diagnostics], new Map([...configuration.sources, ...yaml]))
    return findDrift(plan, desired, disk, live, evidence)
  } finally {
    await link.close()
  }
}
