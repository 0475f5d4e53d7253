/**
 * Every failure gwctl can report. Codes are public: add freely, never reuse or renumber.
 * `exit` is the process exit code of a run that ends with it (see docs/exit-codes.md).
 */
export const CODES = {
  // 1xx: what the user wrote
  GW100: { exit: 3, title: 'The command line is not understood' },
  GW101: { exit: 3, title: 'The YAML does not match the schema' },
  GW102: { exit: 3, title: 'The YAML cannot be read' },
  GW103: { exit: 3, title: 'A value would not mean to FreeSWITCH what it says' },
  GW104: { exit: 3, title: 'A secret cannot be resolved' },
  GW105: { exit: 3, title: 'The same gateway is defined twice' },
  GW106: { exit: 3, title: 'A file or directory cannot be read' },
  GW107: { exit: 3, title: 'Not supported by this version' },
  GW108: { exit: 0, title: 'FreeSWITCH would ignore or change this silently' },
  GW109: { exit: 3, title: 'The file is not a saved plan, or it is damaged' },
  GW112: { exit: 3, title: 'There is no such gateway in the switch' },
  GW120: { exit: 3, title: 'A rule of the policy is broken' },
  GW121: { exit: 0, title: 'A rule of the policy warns' },
  GW122: { exit: 3, title: 'A rule of the policy cannot be used' },
  GW123: { exit: 0, title: 'An exception from a rule of the policy excepts nothing' },
  GW130: { exit: 3, title: 'A git revision cannot be read' },
  GW131: { exit: 0, title: 'Applied, but the XML was not committed to git' },
  GW140: { exit: 0, title: 'A distributor list goes on naming a gateway that takes no calls' },
  GW141: { exit: 0, title: 'A change waits for a restart of its profile' },
  GW142: { exit: 0, title: 'A gateway that runs stands in no file, and could not be brought back' },
  GW143: { exit: 0, title: 'A gateway of the user directory is left alone' },
  // 2xx: the XML on disk
  GW201: { exit: 3, title: 'The XML on disk would not load' },
  GW202: { exit: 0, title: 'FreeSWITCH drops or misreads this markup silently' },
  GW203: { exit: 3, title: 'What is desired cannot be edited safely on disk' },
  GW204: { exit: 3, title: 'The configuration directory is not a FreeSWITCH configuration' },
  GW205: { exit: 3, title: 'The same gateway name stands in two profiles' },
  GW206: { exit: 3, title: 'A gateway on disk cannot be imported' },
  GW207: { exit: 0, title: 'A gateway that gwctl did not write loses its profile' },
  // 3xx: refused before anything was changed
  GW301: { exit: 4, title: 'Refused by a safety limit' },
  GW302: { exit: 4, title: 'Not confirmed' },
  GW310: { exit: 4, title: 'The plan is stale: the target changed since it was made' },
  GW311: { exit: 4, title: 'An earlier apply was interrupted' },
  GW312: { exit: 4, title: 'The saved plan is not for use here, or not any more' },
  GW313: { exit: 4, title: 'A file was changed after the backup was made' },
  GW314: { exit: 4, title: 'The value is a secret' },
  GW320: { exit: 5, title: 'Another run holds the lock' },
  // 4xx: the switch
  GW401: { exit: 1, title: 'The event socket cannot be reached' },
  GW402: { exit: 1, title: 'The event socket refused the password' },
  GW403: { exit: 1, title: 'The event socket refused this address' },
  GW404: { exit: 1, title: 'The event socket did not answer in time' },
  GW405: { exit: 1, title: 'The event socket closed the connection' },
  GW406: { exit: 1, title: 'The event socket answered something that is not its protocol' },
  GW407: { exit: 1, title: 'A command was refused before it was sent' },
  GW408: { exit: 1, title: 'FreeSWITCH did not do what it was told' },
  // 5xx: writing and applying
  GW501: { exit: 1, title: 'A file cannot be written' },
  GW502: { exit: 6, title: 'The apply failed and was put back' },
  GW503: { exit: 7, title: 'The apply failed and could not be put back entirely' },
  GW504: { exit: 8, title: 'Applied, but a gateway is not healthy' },
  GW505: { exit: 130, title: 'Interrupted' },
  GW520: { exit: 1, title: 'An address cannot be listened on' },
  // 9xx
  GW900: { exit: 1, title: 'This is a bug in gwctl' },
} as const satisfies Record<`GW${number}`, { exit: number; title: string }>

export type Code = keyof typeof CODES

/** Where something stands: `offset` and `length` count UTF-16 units of the file's text. */
export interface Place {
  readonly file: string
  readonly offset: number
  readonly length: number
}

/**
 * One problem of the input. Bad input yields all of its diagnostics at once; line and
 * column are derived from `at` when printed. `message` says what, `hint` what to do.
 */
export interface Diagnostic {
  readonly code: Code
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly hint: string
  readonly at?: Place
  /** The rule of the policy that found it. */
  readonly rule?: string
  /** A warning about a part of the configuration that the YAML does not manage: the text of a plan only counts it. */
  readonly aside?: true
}

/** One effect that failed: one sentence of what happened, and `hint`, one sentence of what to do. */
export class GwctlError extends Error {
  override readonly name = 'GwctlError'
  readonly code: Code
  readonly hint: string

  constructor(code: Code, message: string, options: { hint: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }

  /** The exit code of a run that ends with this error. */
  get exit(): number {
    return CODES[this.code].exit
  }
}

/** The input is bad: every diagnostic of it, and the texts they point into (for line, column and caret). */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>

  constructor(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>) {
    super(diagnostics.map((each) => each.message).join('\n'))
    this.diagnostics = diagnostics
    this.sources = sources
  }
}

/** What anything that was thrown says of itself. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
