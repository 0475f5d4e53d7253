import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { startLab, waitForAll } from '../support/carrier-lab.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { watchCommands } from '../support/watch-commands.ts'

/** What only asks; anything else would be a command that may change something. */
const ASKS =
  /^(sofia (status|xmlstatus|jsonstatus)|global_getvar|version|status|module_exists|eval|show|xml_locate)\b/

describeSwitch('an apply with nothing to do', () => {
  it('sends no command that changes anything and touches no file', async () => {
    const lab = await startLab({ gateways: 3, auth: 'digest', far: false })
    try {
      lab.describe(() => 600)
      await lab.apply()
      await waitForAll(lab)
      const before = readTimes(lab.freeswitch.conf)
      const registers = lab.registrar.requests.get('REGISTER')
      const commands = await watchCommands(lab.freeswitch.esl)
      await lab.apply()
      expect(commands.filter((each) => !ASKS.test(each))).toEqual([])
      expect(readTimes(lab.freeswitch.conf)).toEqual(before)
      expect(lab.registrar.requests.get('REGISTER')).toBe(registers)
    } finally {
      await lab.close()
    }
  })
})

/** Modification times of all files and directories, gwctl's own among them. */
function readTimes(directory: string): ReadonlyMap<string, number> {
  const entries = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return new Map(['.', ...entries].map((path) => [path, statSync(join(directory, path)).mtimeMs]))
}
