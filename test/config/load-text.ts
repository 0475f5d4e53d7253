import type { Diagnostic } from '../../src/errors.ts'
import { loadDesired, type LoadInput, type LoadResult } from '../../src/config/load.ts'
import type { Desired, DesiredGateway } from '../../src/model/desired.ts'

/** Loads one YAML text as if it came from stdin. */
export function loadText(text: string, more: Partial<LoadInput> = {}): LoadResult {
  return loadDesired({ paths: ['-'], cwd: '/site', env: {}, resolveSecrets: true, stdin: text, ...more })
}

/** A whole file around the lines of one gateway called acme, which does not register. */
export function gatewayFile(lines: string): string {
  return inProfile(`    gateways:
      acme:
        proxy: sip.acme.example
        register: false
${indent(lines, 8)}`)
}

/** A whole file around the lines of one profile. */
export function inProfile(lines: string): string {
  return `version: 1\nfreeswitch: { conf: ./conf }\nprofiles:\n  external:\n${lines}\n`
}

export function indent(lines: string, depth: number): string {
  return lines.replace(/^(?=.)/gm, ' '.repeat(depth))
}

/** `GW103 "flase" message`: a diagnostic with the text that it marks. */
export function describe1(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>): string {
  const { at, code, severity, message } = diagnostic
  const marked = at === undefined ? '' : (sources.get(at.file) ?? '').slice(at.offset, at.offset + at.length)
  return `${severity === 'warning' ? 'warning ' : ''}${code} ${JSON.stringify(marked)} ${message}`
}

export function describeAll(result: LoadResult): string[] {
  return result.diagnostics.map((each) => describe1(each, result.sources))
}

/** The desired state; fails with the diagnostics when there is none. */
export function desiredOf(result: LoadResult): Desired {
  if (result.desired === undefined) throw new Error(describeAll(result).join('\n'))
  return result.desired
}

/** Every gateway by its name. */
export function gatewaysOf(result: LoadResult): ReadonlyMap<string, DesiredGateway> {
  const all = desiredOf(result).profiles.flatMap((profile) => profile.gateways ?? [])
  return new Map(all.map((gateway) => [gateway.name, gateway]))
}

/** The params of a gateway as attribute texts. */
export function paramsOf(result: LoadResult, name = 'acme'): Record<string, string> {
  const params = gatewaysOf(result).get(name)?.definition.params ?? new Map<string, { xml: string }>()
  return Object.fromEntries([...params].map(([param, text]) => [param, text.xml]))
}
