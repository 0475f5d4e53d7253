import { applyPlan, type ApplyResult } from '../apply/apply.ts'
import { killCommand, killGateways, registerCommand, registerGateway } from '../apply/gateway-life.ts'
import { closest } from '../config/closest.ts'
import { GwctlError } from '../errors.ts'
import type { UserGateway } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { LiveGateway } from '../model/live.ts'
import type { OperatedGateway, OperationReport } from '../model/operation.ts'
import type { GatewayRef } from '../model/plan.ts'
import type { ReportedGateway } from '../model/report.ts'
import { planGatewayRestart } from '../plan/gateway-restart.ts'
import { doesNotRegister, doesNotRun, lastHealthyKilled } from '../plan/operation-refusals.ts'
import { userGatewayOn } from '../plan/user-gateways.ts'
import { stepText } from '../render/step-text.ts'
import type { Arguments } from './command.ts'
import type { Io } from './io.ts'
import type { PreparedOperation, World } from './operation.ts'
import { showProgress } from './progress.ts'

export function prepareRegister(ref: GatewayRef, world: World, io: Io): PreparedOperation {
  const record = requireRunning(ref, world)
  const path = gatewayPath(ref.profile, ref.gateway)
  return {
    does: [`${path} registers at its carrier now; it stays as it is otherwise.`],
    commands: [registerCommand(ref)],
    refusals: [...idleProfileRefusals([ref], world), ...doesNotRegister(record)],
    run: async ({ checkInterrupt, tell, timeoutMs }) => {
      const { clock } = io
      tell(`Waiting for the carrier of ${path}`)
      const ports = { link: world.link, clock, checkInterrupt }
      const outcome = await registerGateway(ref, ports, clock.now() + timeoutMs)
      return reportOf([outcome])
    },
    left: () => Promise.resolve([]),
  }
}

export async function prepareRestart(
  ref: GatewayRef,
  world: World,
  args: Arguments,
  io: Io,
): Promise<PreparedOperation> {
  requireRunning(ref, world)
  const { link, live, configuration } = world
  const sources = { disk: configuration.disk, live, loaded: await link.loaded() }
  const plan = planGatewayRestart(ref, sources, args.flag('as-on-disk'))
  const path = gatewayPath(ref.profile, ref.gateway)
  return {
    does: [
      `${path} is killed and started again from disk, in the order that keeps its binding at the carrier.`,
      'Calls go on; new calls fail for a few seconds. Nothing else of the profile is touched.',
    ],
    commands: plan.steps.map(stepText),
    refusals: [...idleProfileRefusals([ref], world), ...plan.refusals],
    run: async ({ timeoutMs }) => {
      const progress = showProgress(io)
      const ports = { target: configuration.target, link, clock: io.clock, signal: io.signal }
      const result = await applyPlan(
        plan,
        { ...ports, progress: progress.show },
        { timeoutSeconds: timeoutMs / 1000, keep: true, purpose: 'gateway restart', withoutBackup: true },
      )
      progress.end()
      return restartReport(result)
    },
    left: () => Promise.resolve([]),
  }
}

function restartReport(result: ApplyResult): OperationReport & { readonly cause?: GwctlError } {
  const { gateways, cause } = result
  const left = result.recoverable === true ? [...result.left, THEN_RECOVER] : result.left
  const rest = { happened: [], gateways: gateways.map(operated), left, ...(cause && { cause }) }
  switch (result.outcome) {
    case 'unchanged':
    case 'applied':
      return { outcome: 'done', ...rest }
    case 'kept':
      return { outcome: 'unhealthy', ...rest }
    case 'put-back':
    case 'stuck':
      return { outcome: result.outcome, ...rest }
  }
}

const THEN_RECOVER = 'Then run: gwctl recover'

function operated({ profile, gateway, health, detail, awayMs }: ReportedGateway): OperatedGateway {
  const away = awayMs === undefined ? '' : `, away for ${(awayMs / 1000).toFixed(1)} s`
  const short = health === 'unhealthy' || health === 'gone' ? health : 'healthy'
  return { profile, gateway, health: short, detail: `${detail}${away}` }
}

export function prepareKill(
  refs: readonly GatewayRef[],
  world: World,
  args: Arguments,
  io: Io,
): PreparedOperation {
  const { place, live, link } = world
  const allowed = args.flag('allow-last-healthy') || place.policy.allowLastHealthy
  const paths = refs.map((each) => gatewayPath(each.profile, each.gateway))
  const common = { commands: refs.map(killCommand), left: () => Promise.resolve(leftAfterKill(refs)) }
  if (refs.length === 0)
    return { ...common, does: [], refusals: [], nothing: 'No gateway runs there.', run: doNothing }
  return {
    ...common,
    does: [
      refs.length === 1
        ? `${paths.join()} ends in the running switch; new calls through it fail.`
        : `${refs.length} gateways end in the running switch; new calls through them fail.`,
      'Calls go on. No file is changed: what stands on disk comes back with the next rescan or restart of its profile.',
    ],
    refusals: [...idleProfileRefusals(refs, world), ...lastHealthyKilled(refs, live, allowed)],
    run: async ({ begun, checkInterrupt, tell }) => {
      tell(`Waiting until FreeSWITCH has removed ${refs.length === 1 ? paths.join() : 'them'}`)
      const outcomes = await killGateways(refs, { link, clock: io.clock, checkInterrupt }, begun)
      return { ...reportOf(outcomes), happened: comingBack(refs, world) }
    },
  }
}

/** What the next rescan brings back, and how to end it for good. */
function comingBack(refs: readonly GatewayRef[], { configuration: { disk } }: World): string[] {
  const gateways = disk.profiles.flatMap((each) => each.gateways)
  const standing = new Set(gateways.map((each) => gatewayPath(each.profile, each.name)))
  const paths = refs
    .map((each) => gatewayPath(each.profile, each.gateway))
    .filter((each) => standing.has(each))
  const ofUsers = refs.flatMap(({ profile, gateway }) => {
    const user = userGatewayOn(disk, profile, gateway)
    return user === undefined ? [] : withUser(gatewayPath(profile, gateway), user)
  })
  return [...(paths.length === 0 ? [] : [onDisk(paths)]), ...ofUsers]
}

function onDisk(paths: readonly string[]): string {
  const [first = ''] = paths
  const what = paths.length === 1 ? `${first} stands` : `${paths.length} of them stand`
  return `${what} on disk: the next rescan brings it back. To end it for good, say \`enabled: false\` in the YAML and apply.`
}

function withUser(path: string, { file }: UserGateway): string {
  return `${path} stands with a user of the directory: the next rescan brings it back. To end it for good, remove it from ${file}.`
}

function leftAfterKill(refs: readonly GatewayRef[]): string[] {
  const profiles = [...new Set(refs.map((each) => each.profile))]
  return profiles.map(
    (each) => `Look with \`sofia status\`; \`gwctl profile rescan ${each}\` brings back what stands on disk.`,
  )
}

function doNothing(): Promise<OperationReport> {
  return Promise.resolve({ outcome: 'unchanged', happened: [], gateways: [], left: [] })
}

function reportOf(gateways: readonly OperatedGateway[]): OperationReport {
  const unhealthy = gateways.some((each) => each.health === 'unhealthy')
  return { outcome: unhealthy ? 'unhealthy' : 'done', happened: [], gateways, left: [] }
}

function idleProfileRefusals(
  refs: readonly GatewayRef[],
  { profiles }: World,
): PreparedOperation['refusals'] {
  const names = [...new Set(refs.map((each) => each.profile))]
  return names.flatMap((name) => doesNotRun(name, profiles.find((each) => each.name === name)?.state))
}

/** Every gateway that runs, of one profile or of all. Throws GW100 for a profile that nothing is known of. */
export function runningGateways(profile: string | undefined, { live, profiles }: World): GatewayRef[] {
  if (profile !== undefined && !profiles.some((each) => each.name === profile))
    throw unknownName(
      `There is no profile ${profile} in the switch.`,
      profile,
      profiles.map((each) => each.name),
    )
  return live.gateways
    .filter((each) => profile === undefined || each.profile === profile)
    .map(({ profile: of, name }) => ({ profile: of, gateway: name }))
}

function requireRunning(ref: GatewayRef, { live, configuration }: World): LiveGateway {
  const record = live.gateways.find((each) => each.profile === ref.profile && each.name === ref.gateway)
  if (record !== undefined) return record
  const path = gatewayPath(ref.profile, ref.gateway)
  const onDisk = configuration.disk.profiles
    .flatMap((each) => each.gateways)
    .some((each) => gatewayPath(each.profile, each.name) === path)
  if (onDisk) {
    throw new GwctlError('GW301', `${path} stands on disk, but does not run. Nothing was changed.`, {
      hint: `\`gwctl profile rescan ${ref.profile}\` starts it.`,
    })
  }
  const known = live.gateways.map((each) => gatewayPath(each.profile, each.name))
  throw unknownName(`There is no gateway ${path}.`, path, known)
}

export function unknownName(message: string, name: string, known: readonly string[]): GwctlError {
  const meant = closest(name, known)
  return new GwctlError('GW100', message, {
    hint: meant === undefined ? 'Check the name with `sofia status` in fs_cli.' : `Did you mean ${meant}?`,
  })
}
