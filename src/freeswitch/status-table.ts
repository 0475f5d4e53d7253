import type { Command } from './command.ts'
import { commonFailure, failWith, type ValueReply } from './reply.ts'

/** A row of `sofia status`; gateways are named `profile::gateway`. */
export interface StatusRow {
  readonly name: string
  readonly kind: 'profile' | 'alias' | 'gateway'
  /** `RUNNING (0)`, `REGED`, `FAIL_WAIT (retry: 25s)` ... */
  readonly state: string
}

/**
 * The table that people read. For decisions there are `profileStates` and `allGateways`: this
 * one leaves out profiles that are starting or stopping. A line that is no row is the tail of a
 * value with a line end in it, and is passed over; the table must end with its count.
 */
export function statusTable(): Command<ValueReply<readonly StatusRow[]>> {
  return {
    line: 'sofia status',
    parse(reply) {
      const isTable = /^ *Name\t *Type\t *Data\tState\n=+\n/.test(reply)
      if (!isTable || !/\n=+\n\d+ profiles? \d+ alias(es)?\n$/.test(reply))
        return commonFailure(reply) ?? failWith('unexpected', reply)
      return {
        ok: true,
        value: reply
          .split('\n')
          .slice(2)
          .map(readRow)
          .filter((row) => row !== undefined),
      }
    },
  }
}

function readRow(line: string): StatusRow | undefined {
  const [, name = '', kind, state = ''] =
    /^ *([^\t]+)\t *(profile|alias|gateway)\t.*\t([^\t]*)$/.exec(line) ?? []
  return kind === 'profile' || kind === 'alias' || kind === 'gateway' ? { name, kind, state } : undefined
}
