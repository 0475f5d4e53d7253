import { join } from 'node:path'
import { writeConf } from '../support/small-conf.ts'
import { inDirectory } from './gwctl.ts'
import { runHere } from './in-process.ts'

/** Messages that lead a newcomer on, told by the commands as a whole. */
describe('what is told names the way out', () => {
  it('recover with broken YAML: --conf', () =>
    inDirectory({ 'gwctl.yaml': 'version: 1\nfreeswitch: { conf: [\n' }, async (cwd) => {
      writeConf(join(cwd, 'conf'))
      const broken = await runHere(['recover', '--yes'], { cwd })
      expect(broken.code).toBe(3)
      expect(broken.stderr.match(/gwctl recover --conf DIR/g)).toHaveLength(1)
      expect(await runHere(['recover', '--yes', '--conf', 'conf'], { cwd })).toMatchObject({ code: 0 })
    }))

  it('no gwctl.yaml: gwctl init', () =>
    inDirectory({}, async (cwd) => {
      const run = await runHere(['plan', '--offline'], { cwd })
      expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('gwctl init') })
    }))

  it('a directory without a configuration: which, and where the YAML says so', () =>
    inDirectory(
      {
        'gwctl.yaml':
          'version: 1\nfreeswitch:\n  conf: ./config\nprofiles: { external: { gateways: { a: { proxy: "$${x}", register: false } } } }\n',
      },
      async (cwd) => {
        for (const command of [['validate'], ['plan', '--offline'], ['apply', '--yes']]) {
          const { code, stderr } = await runHere(command, { cwd })
          expect(code).toBe(3)
          expect(stderr.match(/GW\d{3}/g)).toEqual(['GW204'])
          expect(stderr).toContain(
            `gwctl.yaml:3:9: error GW204: ${join(cwd, 'config')}: There is no freeswitch.xml`,
          )
        }
      },
    ))
})
