/** Whether a text is what templates and examples leave to be filled in, and never a secret. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text.trim())
}

/** Whether a text has the form of a reference, be it one that gwctl knows or not: `${NAME}`, `${ENV:NAME}`. */
export function isReference(text: string): boolean {
  return /^\$\{[^{}]*\}$/.test(text)
}

const PLACEHOLDER = new RegExp(
  `^(?:${[
    'change[-_ ]?(?:me|it|this)!*',
    'replace[-_ ]?(?:me|it|this)!*',
    'fill[-_ ]?(?:me[-_ ]?)?in',
    '(?:todo|tbd|fixme|placeholder|redacted|none|null|undefined)',
    '(?:your|my|the)[-_ ](?:secret|password|pass|token)(?:[-_ ]here)?',
    '##[^#]*##',
    '\\*{3,}',
    'x{3,}',
    '\\.{3,}',
    '<[^<>]*>',
    '\\{\\{.*\\}\\}',
    '\\$\\{[^{}]*\\}',
  ].join('|')})$`,
  'is',
)
