/** Every command that gwctl sends, as data: its line and what its reply means. */
export type { Command } from './command.ts'
export { commandFor } from './command-for.ts'
export { dumpDistributor, moduleExists, reloadDistributors } from './distributor-commands.ts'
export { gatewayVariable, killGateway, registerGateway, startGateway } from './gateway-commands.ts'
export { reloadXml, rescanProfile, restartProfile, startProfile, stopProfile } from './profile-commands.ts'
export type { Failure, Outcome, ValueReply } from './reply.ts'
export {
  allGateways,
  countCalls,
  globalVariable,
  globalVariables,
  oneGateway,
  profileStates,
  readiness,
  version,
  type ProfileState,
} from './status-commands.ts'
export { statusTable, type StatusRow } from './status-table.ts'
