import fs from 'node:fs'
import path from 'node:path'
import type { NewFile } from './new-file.ts'
import { packageFile } from './package-file.ts'

/** What the schema of gwctl.yaml is called where it stands beside it. */
const SCHEMA_NAME = 'gwctl.schema.json'

/**
 * A copy of the schema beside the YAML: there every editor of every reviewer finds it, without a network and wherever
 * gwctl is installed. One that is there already is left alone.
 */
export function schemaFile(directory: string): NewFile | undefined {
  const file = path.join(directory, SCHEMA_NAME)
  if (fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined) return undefined
  const text = fs.readFileSync(packageFile(`schemas/${SCHEMA_NAME}`), 'utf8')
  return { path: file, name: SCHEMA_NAME, text, mode: 0o644, option: '' }
}

/** The comment by which editors find the schema; none where no schema stands in the directory of the YAML. */
export function schemaComment(directory: string): readonly string[] {
  return fs.existsSync(path.join(directory, SCHEMA_NAME)) ? [SCHEMA_COMMENT] : []
}

/** As the YAML language server wants it: https://github.com/redhat-developer/yaml-language-server#using-inlined-schema */
export const SCHEMA_COMMENT = `yaml-language-server: $schema=./${SCHEMA_NAME}`
