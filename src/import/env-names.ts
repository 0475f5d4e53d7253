import { envParts } from './dot-env.ts'

/** The variables that secrets are moved to, with readable names that none shares. */
export class EnvNames {
  private readonly values = new Map<string, string>()

  /** All variables so far, in the order they were made. */
  get variables(): ReadonlyMap<string, string> {
    return this.values
  }

  /** What to write in the YAML for a secret; `undefined` for one that no `.env` file can hold. */
  move(gateway: string, name: string, secret: string): string | undefined {
    return envParts(secret)
      ?.map((part) => `\${env:${this.add(baseName(gateway, name), part)}}`)
      .join('')
  }

  private add(base: string, value: string): string {
    let name = base
    for (let number = 2; this.values.has(name); number++) name = `${base}_${number}`
    this.values.set(name, value)
    return name
  }
}

/** `acme-1` and `password` give `ACME_1_PASSWORD`. */
function baseName(gateway: string, name: string): string {
  const words = `${gateway}_${name}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
  return /^[A-Z]/.test(words) ? words : `GW_${words.replace(/^_/, '')}`
}
