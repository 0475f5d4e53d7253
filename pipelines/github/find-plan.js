// Finds the newest plan that a run of this repository has saved under the name PLAN_NAME, and gives the id of that run
// as the output `run-id`. A run for a fork may save whatever it likes under any name, so its artifacts do not count.
// Where there is none: the outputs `exit-code` 4, as of gwctl when it refuses, and `markdown`.
import { appendFileSync, writeFileSync } from 'node:fs'
import { githubApi } from '../github-api.js'
import { requestAll } from '../request.js'

const { env } = process
const name = env.PLAN_NAME ?? ''

async function findNewest() {
  const api = githubApi(env, 'The job needs `permissions: { actions: read }`.')
  const path = `/actions/artifacts?name=${encodeURIComponent(name)}`
  const artifacts = await requestAll(api, path, (page) => page.artifacts)
  return artifacts
    .filter(
      ({ expired, workflow_run: run }) => !expired && run && run.head_repository_id === run.repository_id,
    )
    .sort((one, other) => other.created_at.localeCompare(one.created_at))
    .at(0)
}

function tellNone() {
  const file = `${env.RUNNER_TEMP}/gwctl-apply.md`
  writeFileSync(
    file,
    `### gwctl apply: refused, nothing was changed

There is no saved plan for these files (\`${name}\`). Save one of the commit that is to be applied, have it reviewed, and
apply again. A merge that brings other files in beside those that were reviewed needs a plan of its own.
`,
  )
  appendFileSync(env.GITHUB_OUTPUT, `exit-code=4\nmarkdown=${file}\n`)
  console.log(`There is no saved plan for these files (${name}).`)
}

try {
  const newest = await findNewest()
  if (newest === undefined) tellNone()
  else {
    const { id } = newest.workflow_run
    appendFileSync(env.GITHUB_OUTPUT, `run-id=${id}\n`)
    console.log(`${name}: saved at ${newest.created_at} by run ${id}.`)
  }
} catch (error) {
  console.error(`gwctl: the saved plan cannot be looked for: ${error.message}`)
  process.exitCode = 1
}
