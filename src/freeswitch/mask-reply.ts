/**
 * The reply to an api command with everything masked that may be a secret, by its place: a value
 * of a gateway may come from the environment, whatever its parameter is called. Of the status of
 * gateways only names, states and counters are left.
 *
 * @param line  the command as sent, `api` in front
 */
export function maskReply(line: string, reply: string): string {
  const [, command = '', ...words] = line.split(/ +/)
  switch (command) {
    case 'sofia_gateway_data':
      return '***'
    case 'xml_locate':
      return reply.replaceAll(/(\svalue=)"[^"]*"/g, '$1"***"')
    case 'global_getvar':
      return maskGlobals(words[0], reply)
    case 'sofia':
      return maskStatus(words[0] ?? '', reply)
  }
  return reply
}

const SECRET_NAME = /pass|secret|token|key|pin\b/i

function maskGlobals(name: string | undefined, reply: string): string {
  if (name !== undefined) return SECRET_NAME.test(name) ? '***' : reply
  return keepLines(reply, (line) => {
    const [variable = ''] = line.split('=', 1)
    return SECRET_NAME.test(variable) ? `${variable}=***` : line
  })
}

function maskStatus(verb: string, reply: string): string {
  switch (verb) {
    case 'xmlstatus':
      return keepLines(reply, maskXmlLine)
    case 'jsonstatus':
      return keepLines(reply, maskJsonLine)
    case 'status':
      return keepLines(reply, maskTableLine)
  }
  return reply
}

const SHOWN = 'name|profile|password|freq|ping\\w*|state|status|uptime-usec|(?:failed-)?calls-\\w+|retry'
const SHOWN_FIELD = new RegExp(`^ *<(${SHOWN})>[\\w.-]*</\\1>$`)

function maskXmlLine(line: string): string | undefined {
  if (/^ *(<\?xml [^<>]*\?>|<\/?gateways?>)?$/.test(line) || SHOWN_FIELD.test(line)) return line
  const field = /^ *<[\w-]+>/.exec(line)
  return field === null ? undefined : `${field[0]}***`
}

function maskJsonLine(line: string): string | undefined {
  if (/^\t*([{}],?|"[\w.-]+":\t\{)?$/.test(line)) return line
  if (/^\t*"(type|state|in-use)":\t("\w+"|\d+),?$/.test(line)) return line
  const field = /^\t*"[\w-]+":\t/.exec(line)
  return field === null ? undefined : `${field[0]}"***"`
}

function maskTableLine(line: string): string | undefined {
  const columns = line.split('\t')
  const [name, kind, , state] = columns
  if (columns.length === 4 && kind?.trim() === 'gateway') return [name, kind, '***', state].join('\t')
  return columns.length === 4 || /^(=+|\d+ profiles? \d+ alias(es)?)?$/.test(line) ? line : undefined
}

/** The lines as `mask` makes them; the ones it makes nothing of (tails of values with line ends) are left out. */
function keepLines(text: string, mask: (line: string) => string | undefined): string {
  return text
    .split('\n')
    .map(mask)
    .filter((line) => line !== undefined)
    .join('\n')
}
