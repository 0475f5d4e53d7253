import { Ajv2020 } from 'ajv/dist/2020.js'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SARIF } from '../support/sarif-schema.ts'
import { writeConf } from '../support/small-conf.ts'
import { expectPlainFailure, inDirectory, type Run } from './gwctl.ts'
import { runHere } from './in-process.ts'

const isSarif = new Ajv2020({ strict: true }).compile(SARIF)

interface Sarif {
  readonly runs: readonly {
    readonly originalUriBaseIds?: unknown
    readonly results: readonly {
      readonly ruleId: string
      readonly level: string
      readonly locations?: unknown
    }[]
  }[]
}

function sarifOf(run: Run): Sarif['runs'][number] {
  const document = JSON.parse(run.stdout) as Sarif
  expect(isSarif(document) ? [] : isSarif.errors).toEqual([])
  const [only] = document.runs
  if (only === undefined) throw new Error('no run')
  return only
}

function yaml(gateway: string, conf = './conf'): string {
  return `version: 1\nfreeswitch: { conf: ${conf} }\nprofiles:\n  external:\n    gateways:\n      acme: ${gateway}\n`
}

const FINE = '{ proxy: h, register: false }'
const ODD = '{ proxy: h, register: false, extra-params: { x-vendor: "1" } }'
const WRONG = '{ proxy: h, pasword: x }'

/** Runs `validate` where this YAML and, under `conf`, a configuration with a line that FreeSWITCH drops are. */
async function validating(
  text: string,
  args: readonly string[],
  body: (run: Run, cwd: string) => void | Promise<void>,
): Promise<void> {
  await inDirectory({ 'gwctl.yaml': text }, async (cwd) => {
    writeConf(join(cwd, 'conf'), {
      files: { 'sip_profiles/external/ä b.xml': '<include><gateway name="x"/></include>\n' },
    })
    await body(await runHere(['validate', ...args], { cwd }), cwd)
  })
}

describe('validate --fail-on', () => {
  it.each([
    [ODD, [], 0],
    [ODD, ['--fail-on', 'error'], 0],
    [ODD, ['--fail-on', 'warning'], 3],
    [WRONG, ['--fail-on', 'warning'], 3],
    [WRONG, ['--fail-on', 'error'], 3],
  ])('%s %j: %d', (gateway, args, code) =>
    validating(yaml(gateway), args, (run) => {
      expect(run.code).toBe(code)
      expect(run.stdout).toBe(code === 0 ? 'Valid. Gateways by profile: external: 1.\n' : '')
      expect(run.stderr).toMatch(code === 0 || gateway === ODD ? /warning GW108/ : /error GW101/)
    }),
  )

  it('tells a warning that failed as the error of the JSON document', () =>
    validating(yaml(ODD), ['--fail-on', 'warning', '--json'], (run) => {
      expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'GW108' }, diagnostics: [{}, {}] })
    }))

  it('knows no other severity', () =>
    validating(yaml(FINE), ['--fail-on', 'hint'], (run) => {
      expect(run).toMatchObject({ code: 3, stdout: '' })
      expectPlainFailure(run)
    }))
})

describe('validate --no-disk', () => {
  it.each([
    [FINE, 0],
    [ODD, 0],
    [WRONG, 3],
  ])('judges the YAML alone, far from its configuration directory: %s', (gateway, code) =>
    inDirectory({ 'gwctl.yaml': yaml(gateway, '/nowhere/freeswitch') }, async (cwd) => {
      const run = await runHere(['validate', '--no-disk'], { cwd })
      expect(run.code).toBe(code)
      expect(run.stderr).not.toMatch(/GW2\d\d/)
      const sarif = await runHere(['validate', '--no-disk', '--format', 'sarif'], { cwd })
      expect(sarifOf(sarif).results).toHaveLength(gateway === FINE ? 0 : 1)
      // With the directory it is another matter.
      expect((await runHere(['validate'], { cwd })).code).toBe(3)
    }),
  )

  it('knows the rules of the policy', () =>
    inDirectory(
      { 'gwctl.yaml': `${yaml(FINE)}policy: { rules: { ping-required: error } }\n` },
      async (cwd) => {
        const run = await runHere(['validate', '--no-disk'], { cwd })
        expect(run).toMatchObject({ code: 3, stdout: '' })
        expect(run.stderr).toContain('error GW120')
      },
    ))
})

describe('validate --format sarif', () => {
  it('has relative URIs of the YAML and the XML, from where it runs', () =>
    validating(yaml(ODD), ['--format', 'sarif'], (run) => {
      const { results, ...rest } = sarifOf(run)
      expect(run.code).toBe(0)
      expect(rest.originalUriBaseIds).toBeUndefined()
      expect(results).toMatchObject([
        {
          ruleId: 'GW108',
          level: 'warning',
          locations: [
            { physicalLocation: { artifactLocation: { uri: 'gwctl.yaml' }, region: { startLine: 6 } } },
          ],
        },
        {
          ruleId: 'GW202',
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'conf/sip_profiles/external/%C3%A4%20b.xml' },
                region: { startLine: 1 },
              },
            },
          ],
        },
      ])
    }))

  it('tells errors, too, and exits with 3', () =>
    validating(yaml(WRONG), ['--format', 'sarif'], (run) => {
      expect(run.code).toBe(3)
      expect(run.stderr).toContain('error GW101')
      expect(sarifOf(run).results).toMatchObject([{ ruleId: 'GW101', level: 'error' }])
    }))

  it('exits with 3 for a warning where that is asked for', () =>
    validating(yaml(ODD), ['--format', 'sarif', '--fail-on', 'warning'], (run) => {
      expect(run.code).toBe(3)
      expect(sarifOf(run).results).toHaveLength(2)
    }))

  it('says what other places are relative to', () =>
    validating(yaml(ODD), [], async (_, cwd) => {
      mkdirSync(join(cwd, 'below'))
      writeFileSync(join(cwd, 'below', 'more.yaml'), yaml(ODD, '../conf'))
      const run = await runHere(['validate', '--format', 'sarif', '-f', '../gwctl.yaml'], {
        cwd: join(cwd, 'below'),
      })
      const { results, originalUriBaseIds } = sarifOf(run)
      expect(originalUriBaseIds).toEqual({ CONF: { uri: `file://${cwd}/conf/` }, ROOT: { uri: 'file:///' } })
      expect(JSON.stringify(results)).toContain(
        `"uri":"${join(cwd, 'gwctl.yaml').slice(1)}","uriBaseId":"ROOT"`,
      )
      expect(JSON.stringify(results)).toContain('"uriBaseId":"CONF"')
    }))

  it('is printed for a file that is not there and for standard input', () =>
    inDirectory({}, async (cwd) => {
      const none = await runHere(['validate', '--format', 'sarif'], { cwd })
      expect(none.code).toBe(3)
      expect(sarifOf(none).results).toMatchObject([{ ruleId: 'GW106' }])
      const piped = await runHere(['validate', '--format', 'sarif', '-f', '-'], {
        cwd,
        stdin: 'version: 2\n',
      })
      expect(JSON.stringify(sarifOf(piped).results)).toContain('%3Cstdin%3E')
    }))
})
