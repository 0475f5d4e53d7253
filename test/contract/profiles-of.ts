import type { ProfileOptions } from '../support/freeswitch-conf.ts'
import type { Scenario } from './lab.ts'

/** The profiles of a scenario, with carriers' addresses in place of `@name`. */
export function profilesOf(
  { external = {}, internal = {}, settings = {} }: Scenario,
  ports: { external: number; internal: number },
  carrier: (name: string) => string,
): ProfileOptions[] {
  const resolve = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        text.replace(/"@(\w+)/g, (_all, id: string) => `"${carrier(id)}`),
      ]),
    )
  return [
    { name: 'external', port: ports.external, files: resolve(external), settings },
    { name: 'internal', port: ports.internal, files: resolve(internal) },
  ]
}
