import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDesired } from '../../src/config/load.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'

const EXAMPLE = join(__dirname, '../../examples/failover')

describe('examples/failover', () => {
  it('loads, and is planned with its list', async () => {
    const place = mkdtempSync(join(tmpdir(), 'gwctl-failover-'))
    cpSync(EXAMPLE, place, { recursive: true })
    const sandbox = await startSandbox({ confDir: join(place, 'conf'), port: 0 })
    try {
      // FreeSWITCH takes the whole configuration, the dialplan among it.
      expect(sandbox.model.api('reloadxml').text).toBe('+OK [Success]\n')
      expect(sandbox.model.api('distributor carriers').text).toBe('-err')
      const env = { ACME_PASSWORD: 'one-secret', BUDGET_PASSWORD: 'another-one' }
      const { desired, diagnostics } = loadDesired({
        paths: ['gwctl.yaml'],
        cwd: place,
        env,
        resolveSecrets: true,
      })
      expect(diagnostics).toEqual([])
      if (desired === undefined) throw new Error('it does not load')
      const { plan } = buildPlan(desired, readDisk(localTarget(desired.conf)), undefined)
      expect(plan?.changes.map((each) => each.gateway)).toEqual(['acme', 'budget'])
      expect(plan?.distributors).toMatchObject([{ action: 'create', distributor: 'carriers' }])
      expect(plan?.warnings).toEqual([])
    } finally {
      await sandbox.close()
      rmSync(place, { recursive: true })
    }
  })
})
