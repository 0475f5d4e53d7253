import { isSecretName } from '../model/secret-words.ts'
import { textList, textsOf } from './options.ts'
import type { GatewayRule } from './rule.ts'

export const secretsMustBeReferences: GatewayRule = {
  name: 'secrets-must-be-references',
  about: 'gateway',
  description:
    'No secret stands in the YAML: passwords, and whatever is named like a secret, come from `${env:NAME}`, `${file:PATH}` or `$${name}`.',
  options: { names: textList('More parameters and variables that are secret.', ['username']) },
  check(gateway, options) {
    const names = textsOf(options, 'names')
    return gateway.values
      .filter(
        ({ name, reference, text }) =>
          !reference && text !== '' && (isSecretName(name) || names.includes(name)),
      )
      .map(({ name, at }) => ({
        message: `its \`${name}\` stands in the YAML itself`,
        hint: 'Write `${env:NAME}` or `${file:PATH}`, and take the value out of the history of the repository, too.',
        at,
      }))
  },
}
