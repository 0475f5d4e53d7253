#!/usr/bin/env node
import { quickAnswer } from './quick-answer.ts'
import { startCore } from './start-core.ts'
import { tellUnwritten } from './unwritten.ts'

// What needs nothing is answered with nothing loaded: the bundle of all commands is a megabyte.
const answer = quickAnswer(process.argv.slice(2))
if (answer === undefined) startCore(import.meta.dirname)
else {
  tellUnwritten(() => false)
  process.stdout.write(answer)
}
