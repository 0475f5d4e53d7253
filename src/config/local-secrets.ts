import { findBadByte } from './decode.ts'
import type { ConfigFiles } from './files.ts'
import { resolveFrom } from './read-sources.ts'
import type { SecretSource } from './secrets.ts'

/** A secret is a line; what is larger is some other file. */
const MAX_SECRET_BYTES = 64 * 1024

/**
 * Secrets from the environment and from files. A file gives its text without one trailing line end;
 * its path is relative to the YAML file that names it.
 *
 * @param cwd  what the names of the YAML files start from
 */
export function localSecrets(
  env: Readonly<Record<string, string | undefined>>,
  files: ConfigFiles,
  cwd: string,
): SecretSource {
  const texts = new Map<string, { text: string } | { error: string }>()
  return {
    // Not the prototype's: `${env:constructor}` is not set.
    env: (name) => (Object.hasOwn(env, name) ? env[name] : undefined),
    file(path, from) {
      const absolute = resolveFrom(cwd, from, path)
      const found = texts.get(absolute) ?? readSecret(absolute, files)
      texts.set(absolute, found)
      return found
    },
  }
}

function readSecret(path: string, files: ConfigFiles): { text: string } | { error: string } {
  const read = files.read(path, MAX_SECRET_BYTES)
  if ('error' in read) return read
  if (read.bytes.length > MAX_SECRET_BYTES) return { error: 'is larger than 64 KB' }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(read.bytes)
  if (findBadByte(read.bytes, text) !== undefined) return { error: 'is not UTF-8 text' }
  if (text.startsWith('\ufeff')) return { error: 'begins with a byte order mark' }
  return { text: text.replace(/\r?\n$/, '') }
}
