import type { Command } from './command.ts'
import { reloadDistributors } from './distributor-commands.ts'
import { killGateway, registerGateway, startGateway } from './gateway-commands.ts'
import { reloadXml, rescanProfile, restartProfile, startProfile, stopProfile } from './profile-commands.ts'
import type { Outcome } from './reply.ts'
import { commandRefused } from './socket-errors.ts'

/**
 * The command that a line of a plan is, so that its reply can be judged. Only lines that gwctl
 * itself would send are commands: nothing else in a plan reaches a switch.
 *
 * @throws GW407 for any other line
 */
export function commandFor(line: string): Command<Outcome> {
  const command = readLine(line.split(' '))
  if (command?.line === line) return command
  throw commandRefused(line, 'it is no command that gwctl knows')
}

function readLine(words: readonly string[]): Command<Outcome> | undefined {
  const [command = '', noun, profile = '', verb = '', argument = ''] = words
  switch (command) {
    case 'reloadxml':
      return reloadXml()
    case 'distributor_ctl':
      return reloadDistributors()
    case 'sofia':
      return noun === 'profile' ? readProfileLine(profile, verb, argument) : undefined
  }
  return undefined
}

function readProfileLine(profile: string, verb: string, argument: string): Command<Outcome> | undefined {
  // A key that is not this profile's comes out as another line, which `commandFor` refuses.
  const gateway = argument.split('::').pop() ?? ''
  switch (verb) {
    case 'rescan':
      return rescanProfile(profile)
    case 'start':
      return startProfile(profile)
    case 'stop':
      return stopProfile(profile)
    case 'restart':
      return restartProfile(profile)
    case 'killgw':
      return killGateway(profile, gateway)
    case 'startgw':
      return startGateway(profile, gateway)
    case 'register':
      return registerGateway(profile, gateway)
  }
  return undefined
}
