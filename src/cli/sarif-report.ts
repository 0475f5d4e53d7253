import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Diagnostic } from '../errors.ts'
import type { Excepted } from '../policies/check-policies.ts'
import { renderSarif, type SarifPlace } from '../render/sarif.ts'
import { VERSION } from './version.ts'

/** What was found, and where the files of it are. */
export interface Found {
  readonly diagnostics: readonly Diagnostic[]
  readonly excepted: readonly Excepted[]
  readonly sources: ReadonlyMap<string, string>
  /** The configuration directory, absolute; absent when it is not known. */
  readonly conf?: string
  /** Names of the sources that stand in the configuration directory. */
  readonly xml: ReadonlySet<string>
}

/**
 * The findings as SARIF with relative URIs: to where gwctl runs, which in a pipeline is the root of
 * the repository, or else to the configuration directory (`CONF`) when that lies elsewhere.
 */
export function sarifOf({ diagnostics, excepted, sources, conf, xml }: Found, cwd: string): string {
  const from = conf === undefined ? '' : path.relative(cwd, conf)
  const isOutside = conf !== undefined && leaves(from)
  const placeOf = (file: string): SarifPlace => {
    if (xml.has(file))
      return isOutside ? { uri: uriOf(file), base: CONF } : { uri: uriOf(path.join(from, file)) }
    const relative = path.relative(cwd, path.resolve(cwd, file))
    return leaves(relative)
      ? { uri: uriOf(path.relative('/', path.resolve(cwd, file))), base: ROOT }
      : { uri: uriOf(relative) }
  }
  const bases = { ...(isOutside && { [CONF]: directoryUri(conf) }), ...usesRoot(diagnostics, placeOf) }
  return renderSarif(diagnostics, { version: VERSION, sources, placeOf, bases, excepted })
}

const CONF = 'CONF'
const ROOT = 'ROOT'

function usesRoot(
  diagnostics: readonly Diagnostic[],
  placeOf: (file: string) => SarifPlace,
): Readonly<Record<string, string>> {
  const uses = diagnostics.some(({ at }) => at !== undefined && placeOf(at.file).base === ROOT)
  return uses ? { [ROOT]: 'file:///' } : {}
}

function leaves(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`)
}

function directoryUri(directory: string): string {
  return `${pathToFileURL(directory).href.replace(/\/$/, '')}/`
}

function uriOf(file: string): string {
  return file.split(path.sep).map(encodeURIComponent).join('/')
}
