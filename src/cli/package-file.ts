import { join } from 'node:path'

/** The path of a file that comes with gwctl: `completions/gwctl.bash`. */
export function packageFile(name: string): string {
  // Two levels below the package: src/cli, and dist/bin in what is built.
  return join(import.meta.dirname, '..', '..', name)
}
