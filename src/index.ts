/**
 * gwctl as a library: what the command line does, in the same steps.
 *
 * ```ts
 * import { applyPlan, buildPlan, connectSwitch, loadDesired, localTarget, readDisk, renderPlan, systemClock } from 'gwctl'
 *
 * const { desired, diagnostics } = loadDesired({ paths: ['gwctl.yaml'], cwd: process.cwd(), env: process.env, resolveSecrets: true })
 * if (desired === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
 * const target = localTarget(desired.conf)
 * const disk = readDisk(target)
 * const link = await connectSwitch({ host: '127.0.0.1', port: 8021, password: 'ClueCon' })
 * const { plan } = buildPlan(desired, disk, await link.observe())
 * if (plan !== undefined) {
 *   console.log(renderPlan(plan, 'text'))
 *   const result = await applyPlan(plan, { target, link, clock: systemClock, progress: () => undefined })
 * }
 * await link.close()
 * ```
 *
 * Nothing else of the package is importable.
 */
export { loadDesired, type LoadInput, type LoadResult } from './config/load.ts'
export { readDisk } from './xml/read.ts'
export { localTarget, type ConfTarget } from './targets/local.ts'
export { connectSwitch, type SwitchLink } from './freeswitch/connect-switch.ts'
export { buildPlan, isEmpty, type BuildOptions, type BuildResult } from './plan/build.ts'
export { renderPlan, type PlanFormat } from './render/render-plan.ts'
export { applyPlan, type ApplyResult } from './apply/apply.ts'
export type { ApplyOptions, ApplyPorts } from './apply/apply-ports.ts'
export { systemClock } from './apply/system-clock.ts'
export type { Progress } from './apply/progress.ts'
export type { Clock, SwitchPort } from './apply/switch-port.ts'
export { CODES, GwctlError, InputError, type Code, type Diagnostic, type Place } from './errors.ts'
export type {
  Desired,
  DesiredGateway,
  DesiredProfile,
  DesiredSetting,
  EventSocketAddress,
  Policy,
} from './model/desired.ts'
export type { ConfReader, Disk, DiskGateway, DiskProfile } from './model/disk.ts'
export type { GatewayDefinition, Subscription, Text, Variable } from './model/gateway.ts'
export type { Live, LiveGateway, LiveProfile } from './model/live.ts'
export { pendingRestarts, type PendingRestart, type PendingRestarts } from './plan/pending-restarts.ts'
export type { SwitchEvidence } from './plan/switch-evidence.ts'
export type {
  Change,
  FileChange,
  GatewayRef,
  ParamChange,
  Plan,
  ProfileChange,
  Refusal,
  SettingChange,
} from './model/plan.ts'
export type { Step } from './model/step.ts'
export type { ApplyReport, ReportedGateway } from './model/report.ts'
