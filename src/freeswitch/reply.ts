/** What a command came to. `text` is FreeSWITCH's reply, without the last line end. */
export type Outcome = { readonly ok: true; readonly text: string } | Failure

/** A command that printed a value. */
export type ValueReply<T> = { readonly ok: true; readonly value: T } | Failure

export type Failure =
  | {
      readonly ok: false
      readonly reason:
        | 'no-such-profile'
        | 'no-such-gateway'
        | 'not-started'
        | 'does-not-register'
        | 'unknown-command'
        /** FreeSWITCH says that it did not do it, and not why. */
        | 'refused'
        /** The reply is none that this version of gwctl knows: nothing may be built on it. */
        | 'unexpected'
      readonly text: string
    }
  | {
      readonly ok: false
      readonly reason: 'reload-failed'
      /** The parser's words: `[error near line 48]: unexpected closing tag </gateway>`. */
      readonly error: string
      /** Whether the verb was carried out all the same, on the old configuration. */
      readonly happened: boolean
      readonly text: string
    }
  | {
      readonly ok: false
      readonly reason: 'too-young'
      /** Seconds until the profile may be stopped or restarted. */
      readonly waitSeconds: number
      readonly text: string
    }

export function succeed(text: string): { readonly ok: true; readonly text: string } {
  return { ok: true, text: text.trimEnd() }
}

type PlainReason = Exclude<Failure['reason'], 'reload-failed' | 'too-young'>

export function failWith(reason: PlainReason, text: string): Failure {
  return { ok: false, reason, text: text.trimEnd() }
}

/** An empty output, as the event socket prints it (mod_event_socket.c:1586-1589, 1.10.12). */
export const NO_REPLY = '-ERR no reply\n'

/** The failure that any command may end with, when the reply is one. */
export function commonFailure(text: string): Failure | undefined {
  if (/^-ERR \S+ Command not found!\n?$/.test(text)) return failWith('unknown-command', text)
  return text === NO_REPLY ? failWith('refused', text) : undefined
}
