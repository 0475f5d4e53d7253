import type { Change, FileChange, Plan } from '../model/plan.ts'
import { runtimeSteps } from '../plan/steps.ts'
import { liveFields } from '../plan/live-fields.ts'
import type { Live } from '../model/live.ts'
import type { ConfTarget } from '../targets/local.ts'
import { nothingSent, runSteps, type RunPorts, type Sent } from './run-steps.ts'
import { verify } from './verify.ts'

export interface PutBackPorts extends RunPorts {
  readonly target: ConfTarget
  readonly timeoutMs: number
}

/**
 * Undoes what an apply has done so far: the files first, then the switch, then proof.
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
  if (!sent.reloaded && sent.rescanned.size === 0 && sent.killedAt.size === 0) return left
  try {
    left.push(...(await putSwitchBack(plan, sent, ports)))
  } catch (error) {
    left.push(`The switch could not be put back: ${error instanceof Error ? error.message : String(error)}`)
    left.push(...plan.changes.filter((each) => each.runtime.kill || each.runtime.start).map(byHand))
  }
  return left
}

function putFileBack(file: FileChange, target: ConfTarget): string[] {
  try {
    if (file.before === null) target.remove(file.path)
    else target.write(file.path, file.before, file.path)
    return []
  } catch (error) {
    return [`${file.path} still has the new content: ${error instanceof Error ? error.message : String(error)}`]
  }
}

async function putSwitchBack(plan: Plan, sent: Sent, ports: PutBackPorts): Promise<string[]> {
  const live = await ports.link.observe()
  const inverse = plan.changes.flatMap((change) => invert(change, sent, live))
  const undoing = nothingSent()
  const until = ports.clock.now() + ports.timeoutMs
  if (inverse.length === 0) {
    await ports.link.send('reloadxml')
    return []
  }
  await runSteps(runtimeSteps(inverse), undoing, ports, () => until)
  const { outcomes, mismatches } = await verify(inverse, undoing, ports, until)
  return [
    ...mismatches.map((each) => `${each.profile}/${each.gateway}: ${each.detail}`),
    ...outcomes
      .filter((each) => each.owed && each.health === 'unhealthy')
      .map((each) => `${each.profile}/${each.gateway} was healthy before and is not again yet: ${each.detail}`),
  ]
}

/** The change that brings one gateway back; nothing for a gateway that has not been touched. */
function invert(change: Change, sent: Sent, live: Live): Change[] {
  const { profile, gateway, runtime } = change
  const killed = sent.killedAt.has(gateway) && runtime.kill
  const now = live.gateways.find((each) => each.profile === profile && each.name === gateway)
  const restored = killed && runtime.before !== undefined
  const runs = now !== undefined && (killed || runtime.before === undefined)
  if (!restored && !runs) return []
  return [
    {
      kind: 'gateway',
      action: restored ? 'update' : 'delete',
      profile,
      gateway,
      params: [],
      reasons: ['put back'],
      runtime: {
        kill: runs,
        start: restored,
        registersBefore: now !== undefined && now.state !== 'NOREG',
        registersAfter: restored && runtime.registersBefore,
        ...(runtime.before && { before: runtime.before, expected: liveFields(runtime.before) }),
      },
    },
  ]
}

function byHand({ profile, gateway, runtime }: Change): string {
  const kill = `sofia profile ${profile} killgw ${profile}::${gateway}`
  return runtime.before === undefined
    ? `Run in fs_cli: ${kill}`
    : `Run in fs_cli: ${kill}, wait 5 s, then: sofia profile ${profile} rescan`
}
