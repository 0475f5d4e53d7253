import { readFileSync } from 'node:fs'
import { githubApi } from './github-api.js'
import { request, requestAll } from './request.js'

const HINT =
  'The job needs `permissions: { pull-requests: write }`; a run for a pull request from a fork never has that.'

/** The comments of the pull request that a run on GitHub is for; undefined where it is for none. */
export function githubThread(env) {
  if (env.GITHUB_ACTIONS !== 'true') return undefined
  const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'))
  const number = event.pull_request?.number
  if (number === undefined) return undefined
  const api = githubApi(env, HINT)
  const commit = event.pull_request.head.sha.slice(0, 12)
  const run = `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`
  return {
    name: `pull request ${number}`,
    origin: `Of commit ${commit}, by <a href="${run}">run ${env.GITHUB_RUN_ID}</a>.`,
    async list() {
      const isOurs = await authorship(api)
      const comments = await requestAll(api, `/issues/${number}/comments`)
      return comments.map(({ id, body, user }) => ({ id, body: body ?? '', isOurs: isOurs(user) }))
    },
    create: (body) => request(api, 'POST', `/issues/${number}/comments`, { body }),
    update: (id, body) => request(api, 'PATCH', `/issues/comments/${id}`, { body }),
  }
}

/** A token of a user knows whose it is; that of a run, or of an app, may not ask, and writes as a bot. */
async function authorship(api) {
  try {
    const { login } = await request({ ...api, url: api.root }, 'GET', '/user')
    return (user) => user?.login === login
  } catch (error) {
    if (error.status !== 403) throw error
    return (user) => user?.type === 'Bot'
  }
}
