import type { Io } from '../io.ts'
import { complete } from './complete.ts'
import { namesWithin } from './read-names.ts'
import { NOTHING, writeReply, type Reply } from './reply.ts'
import { unquote } from './unquote.ts'

/** How long a TAB may take for names; the start of gwctl comes on top. */
const BUDGET_MS = 1500

/** Answers the script of a shell (`gwctl __complete WORD...`). Prints no error, asks no switch, and always ends with 0. */
export async function answerShell(words: readonly string[], io: Io): Promise<number> {
  const before = words.slice(0, -1).map((each) => unquote(each, io.env['HOME']))
  const current = words.at(-1) ?? ''
  const reply = await orNothing(() =>
    complete([...before, current], namesWithin(BUDGET_MS, io.cwd, io.clock)),
  )
  io.stdout(writeReply(reply, current))
  return 0
}

/** Whoever types a command is not told what is wrong with a file: the command itself will. */
async function orNothing(ask: () => Promise<Reply>): Promise<Reply> {
  try {
    return await ask()
  } catch {
    return NOTHING
  }
}
