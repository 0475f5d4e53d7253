import { GwctlError } from '../errors.ts'
import type { GatewayRef } from '../model/plan.ts'
import { changedGateways, compareDesired } from '../plan/compare.ts'
import type { Arguments } from './command.ts'
import { openRange, readDesiredAt } from './desired-at.ts'
import type { Io } from './io.ts'

/**
 * The gateways whose definition in the YAML is another than at the revision of `--changed-since`;
 * undefined without that option. Both sides are compared with their references unresolved, so that
 * a secret that changed behind its reference is no change.
 *
 * @throws GwctlError GW100 for standard input, GW130 for an unknown revision, InputError for bad YAML
 */
export async function changedSince(args: Arguments, io: Io): Promise<readonly GatewayRef[] | undefined> {
  const revision = args.value('changed-since')
  if (revision === undefined) return undefined
  const named = args.values('file')
  if (named.includes('-'))
    throw new GwctlError('GW100', '--changed-since needs files of a git repository, not standard input.', {
      hint: 'Name a file or a directory with -f.',
    })
  const place = { paths: named.length === 0 ? ['gwctl.yaml'] : named, cwd: io.cwd }
  const { repository, range } = await openRange(revision, place)
  const before = await readDesiredAt(repository, range.before, revision, place)
  const now = await readDesiredAt(repository, range.after, 'now', place)
  // Nothing there: the load of the plan says so better.
  if (now.desired === undefined) return undefined
  return changedGateways(compareDesired(before.desired ?? { ...now.desired, profiles: [] }, now.desired))
}
