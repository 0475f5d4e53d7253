import type { SwitchState } from '../switch-state.ts'
import { wordsOf } from './reply.ts'
import type { ApiReply } from './reply.ts'
import { printJsonStatus } from './sofia-json-status.ts'
import { runProfileCommand } from './sofia-profile.ts'
import { printStatus } from './sofia-status.ts'
import { printXmlStatus } from './sofia-xml-status.ts'

/** The api command `sofia`; its words in any letter case (mod_sofia.c:4290-4375). */
export function runSofia(state: SwitchState, argument: string): ApiReply {
  const [command, ...words] = wordsOf(argument)
  switch (command?.toLowerCase()) {
    case undefined:
    case 'help':
    case 'loglevel':
    case 'tracelevel':
      return { text: USAGE }
    case 'profile':
      return runProfileCommand(state, words)
    case 'status':
      return { text: printStatus(state, words) }
    case 'xmlstatus':
      return { text: printXmlStatus(state, words) }
    case 'jsonstatus':
      return { text: printJsonStatus(state) }
  }
  return { text: `Unknown Command [${command ?? ''}]\n` }
}

const USAGE = `USAGE:
--------------------------------------------------------------------------------
sofia global siptrace <on|off>
sofia        capture  <on|off>
             watchdog <on|off>

sofia profile <name> [start | stop | restart | rescan] [wait]
                     flush_inbound_reg [<call_id> | <[user]@domain>] [reboot]
                     check_sync [<call_id> | <[user]@domain>]
                     [register | unregister] [<gateway name> | all]
                     killgw <gateway name>
                     [stun-auto-disable | stun-enabled] [true | false]]
                     siptrace <on|off>
                     capture  <on|off>
                     watchdog <on|off>

sofia <status|xmlstatus> profile <name> [reg [<contact str>]] | [pres <pres str>] | [user <user@domain>]
sofia <status|xmlstatus> gateway <name>

sofia loglevel <all|default|tport|iptsec|nea|nta|nth_client|nth_server|nua|soa|sresolv|stun> [0-9]
sofia tracelevel <console|alert|crit|err|warning|notice|info|debug>

sofia help
--------------------------------------------------------------------------------
`
