import { statSync } from 'node:fs'
import { localFiles, type ConfigFiles } from '../../config/files.ts'
import { mapIn, mapsIn, scalarIn } from '../../config/node.ts'
import { readSources, resolveFrom, type Source } from '../../config/read-sources.ts'
import { composeYaml } from '../../config/yaml.ts'
import { buildTree } from '../../config/yaml-tree.ts'

/** What the YAML names, filled as it is read. */
export interface YamlNames {
  readonly profiles: Set<string>
  /** `PROFILE/GATEWAY`. */
  readonly gateways: Set<string>
  /** The configuration directory, absolute. */
  conf?: string
}

/** Notes the names in the given files, or in ./gwctl.yaml. A file that is just being written, and is no YAML yet, counts as far as it goes. */
export function readYamlNames(paths: readonly string[], cwd: string, names: YamlNames): void {
  // Standard input is the terminal.
  const files = paths.filter((each) => each !== '-')
  if (files.length === 0 && paths.length > 0) return
  for (const source of readSources(files, cwd, undefined, REGULAR).sources) noteNames(source, cwd, names)
}

/** A pipe would be waited for. */
const REGULAR: ConfigFiles = {
  ...localFiles,
  read: (path, limit) =>
    statSync(path, { throwIfNoEntry: false })?.isFile() === true
      ? localFiles.read(path, limit)
      : { error: 'is no regular file' },
}

function noteNames({ file, text }: Source, cwd: string, names: YamlNames): void {
  const composed = composeYaml(text)
  if ('stop' in composed || composed.contents === undefined) return
  const { root } = buildTree(file, text, composed.contents)
  if (root.kind !== 'map') return
  const conf = scalarIn(mapIn(root, 'freeswitch'), 'conf')?.text
  if (conf !== undefined) names.conf ??= resolveFrom(cwd, file, conf)
  for (const { name: profile, node } of mapsIn(mapIn(root, 'profiles'))) {
    names.profiles.add(profile)
    for (const gateway of mapIn(node, 'gateways')?.entries.keys() ?? [])
      names.gateways.add(`${profile}/${gateway}`)
  }
}
