/** What the first lines of an imported file say. */
export function importedHead(conf: string, secrets: 'inline' | 'env'): string[] {
  return [
    `The gateways under ${conf}, as \`gwctl import\` found them.`,
    '`gwctl plan` shows that they stand as they are written here: it only adopts them, which sets a comment in',
    'their XML. From the first `gwctl apply` on this file says which gateways there are.',
    ...(secrets === 'env'
      ? ['Passwords are not in it: ${env:NAME} takes them from the environment.']
      : ['It holds passwords as they stand in the XML: `gwctl import --secrets env` moves them to a file of their own.']),
  ]
}
