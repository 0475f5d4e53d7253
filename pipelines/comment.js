#!/usr/bin/env node
// gwctl-comment FILE [NAME]: shows a file of Markdown as the one comment of this NAME (default: plan) on the pull or
// merge request that the pipeline runs for. The first run writes it, every later one updates it: a mark that
// nobody sees tells which it is. Without such a request nothing is to be done, and that is no failure.
//
// On GitHub it needs GITHUB_TOKEN (permission pull-requests: write), on GitLab GITLAB_TOKEN (scope api).
import { readFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { githubThread } from './github-thread.js'
import { gitlabThread } from './gitlab-thread.js'

/** GitHub takes 65,536 characters; gwctl writes 60,000 at most. */
const MOST_CHARACTERS = 65_000

/** Resolves to what was done, in one sentence. Throws an error whose message says what to do. */
export async function comment([file, name = 'plan', ...more], env) {
  if (file === undefined || more.length > 0 || !/^[\w./-]{1,64}$/.test(name) || name.includes('--')) {
    throw new Error('Usage: gwctl-comment FILE [NAME]; a NAME has letters, digits, and single . / _ - only.')
  }
  const thread = githubThread(env) ?? gitlabThread(env)
  if (thread === undefined) return 'No comment: this run is not for a pull or merge request.'
  const mark = `<!-- gwctl-comment: ${name} -->`
  const text = `${mark}\n${clip(readFileSync(file, 'utf8'))}\n<sub>${thread.origin}</sub>\n`
  // Only what this account wrote: anybody may write a comment with the mark, and go on editing it.
  const standing = (await thread.list()).find((each) => each.isOurs && each.body.startsWith(mark))
  if (standing === undefined) {
    await thread.create(text)
    return `Commented on ${thread.name}.`
  }
  await thread.update(standing.id, text)
  return `Updated the comment on ${thread.name}.`
}

function clip(text) {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}\n\n(cut off here)\n`
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(await comment(process.argv.slice(2), process.env))
  } catch (error) {
    console.error(`gwctl-comment: ${error.message}`)
    process.exitCode = 1
  }
}
