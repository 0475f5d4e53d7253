import { GwctlError } from '../errors.ts'
import type { FileChange, Plan } from '../model/plan.ts'
import { runtimeSteps } from '../plan/steps.ts'
import type { ConfTarget } from '../targets/local.ts'
import { invertChanges, leftByHand } from './invert.ts'
import { nothingSent, runSteps, type RunPorts, type Sent } from './run-steps.ts'
import type { Reconnect } from './switch-port.ts'
import { awaitUnlinked } from './unlinked.ts'
import { verify } from './verify.ts'

export interface PutBackPorts extends RunPorts {
  readonly target: ConfTarget
  readonly timeoutMs: number
  readonly reconnect?: Reconnect
}

/** After this a killed gateway is unlinked, seen or not: two rounds of the worker, and some. */
const TWO_ROUNDS_MS = 3000

/**
 * Undoes what an apply has done so far: the files first, then the switch, then proof. Where the
 * connection is lost it connects once more: what was killed would stay away otherwise.
 *
 * @param written  the files that were changed, in that order
 * @returns what is left to do by hand, one sentence each; empty: everything is as it was
 */
export async function putBack(
  plan: Plan,
  written: readonly FileChange[],
  sent: Sent,
  ports: PutBackPorts,
): Promise<string[]> {
  const left = written.flatMap((file) => putFileBack(file, ports.target))
  if (!sent.reloaded && sent.rescanned.size === 0 && sent.killed.size === 0) return left
  try {
    left.push(...(await putSwitchBack(plan, sent, ports)))
  } catch (error) {
    left.push(`The switch could not be put back: ${messageOf(error)}`, ...leftByHand(plan.changes, sent))
  }
  return left
}

function putFileBack(file: FileChange, target: ConfTarget): string[] {
  try {
    if (file.before === null) target.remove(file.path)
    else target.write(file.path, file.before, file.path)
    return []
  } catch (error) {
    return [`${file.path} still has the new content: ${messageOf(error)}`]
  }
}

async function putSwitchBack(plan: Plan, sent: Sent, ports: PutBackPorts): Promise<string[]> {
  const undoing = nothingSent()
  const killed = (): Set<string> => new Set([...sent.killed.keys(), ...undoing.killed.keys()])
  try {
    await awaitUnlinked(sent, ports)
    return await bringBack(plan, killed(), sent.reloaded, undoing, ports)
  } catch (error) {
    const again = isLost(error) ? await ports.reconnect?.() : undefined
    if (again === undefined) throw error
    // What happened in between was not heard.
    await ports.clock.sleep(TWO_ROUNDS_MS)
    // A switch that was restarted has read files of which nobody knows whether they were the old or the new ones.
    const unsure = again.restarted ? new Set(plan.changes.map((each) => each.gateway)) : killed()
    return bringBack(plan, unsure, true, nothingSent(), { ...ports, link: again.link })
  }
}

/** The connection ended or does not answer; anything else would not be better on another one. */
function isLost(error: unknown): boolean {
  return error instanceof GwctlError && ['GW401', 'GW404', 'GW405', 'GW406'].includes(error.code)
}

/** @param killed  gateways that were killed, or may have been replaced in another way */
async function bringBack(
  plan: Plan,
  killed: ReadonlySet<string>,
  reloaded: boolean,
  undoing: Sent,
  ports: PutBackPorts,
): Promise<string[]> {
  const inverse = invertChanges(plan.changes, killed, await ports.link.observe())
  if (inverse.length === 0) {
    if (reloaded) await ports.link.send('reloadxml')
    return []
  }
  const until = ports.clock.now() + ports.timeoutMs
  await runSteps(runtimeSteps(inverse), undoing, ports, () => until)
  const { outcomes, mismatches } = await verify(inverse, undoing, ports, until)
  return [
    ...mismatches.map((each) => `${each.profile}/${each.gateway}: ${each.detail}`),
    ...outcomes
      .filter((each) => each.owed && each.health === 'unhealthy')
      .map(
        (each) => `${each.profile}/${each.gateway} was healthy before and is not again yet: ${each.detail}`,
      ),
  ]
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
