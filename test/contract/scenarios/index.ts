import type { Scenario } from '../lab.ts'
import { byHand, failures, killing, pings } from './events.ts'
import { leakedLock, portTaken, restarting } from './lifecycle.ts'
import { bindingsDigest, bindingsOpen, names } from './names.ts'
import { brokenXml, located, markup, values } from './reloading.ts'
import { distributor, otherCommands, profileVerbs } from './replies.ts'
import { protocol } from './protocol.ts'
import { meanings, status } from './status.ts'

/** Everything that the sandbox and a real FreeSWITCH must have in common. */
export const scenarios: readonly Scenario[] = [
  profileVerbs,
  otherCommands,
  distributor,
  status,
  meanings,
  killing,
  byHand,
  failures,
  pings,
  names,
  bindingsOpen,
  bindingsDigest,
  restarting,
  portTaken,
  leakedLock,
  brokenXml,
  markup,
  values,
  located,
  protocol,
]
