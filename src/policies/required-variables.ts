import { textList, textsOf } from './options.ts'
import type { GatewayRule } from './rule.ts'

export const requiredVariables: GatewayRule = {
  name: 'required-variables',
  about: 'gateway',
  description: 'Every gateway sets certain channel variables, whatever their values.',
  options: { variables: textList('Their names.', ['codec-prefs']) },
  check(gateway, options) {
    const set = new Set(gateway.values.filter((each) => each.of === 'variable').map((each) => each.name))
    return textsOf(options, 'variables')
      .filter((name) => !set.has(name))
      .map((name) => ({
        message: `it does not set the variable ${name}`,
        hint: `Add \`{ name: ${name}, value: ... }\` to its \`variables\`, or to those of its template.`,
      }))
  },
}
