import { request, requestAll } from './request.js'

const HINT =
  'GITLAB_TOKEN has to be a token with the scope api and the role Reporter or more, and this pipeline may have to be for a protected branch to see it.'

/** The notes of the merge request that a pipeline on GitLab is for; undefined where it is for none. */
export function gitlabThread(env) {
  const number = env.CI_MERGE_REQUEST_IID
  if (env.GITLAB_CI !== 'true' || number === undefined) return undefined
  if (!env.GITLAB_TOKEN) throw new Error('GITLAB_TOKEN is not set: a job token cannot write notes.')
  const api = {
    url: `${env.CI_API_V4_URL}/projects/${env.CI_PROJECT_ID}`,
    headers: { 'private-token': env.GITLAB_TOKEN },
    hint: HINT,
  }
  const notes = `/merge_requests/${number}/notes`
  return {
    name: `merge request ${number}`,
    origin: `Of commit ${env.CI_COMMIT_SHORT_SHA}, by <a href="${env.CI_JOB_URL}">job ${env.CI_JOB_ID}</a>.`,
    async list() {
      const { id: me } = await request({ ...api, url: env.CI_API_V4_URL }, 'GET', '/user')
      const all = await requestAll(api, notes)
      return all.map(({ id, body, author }) => ({ id, body, isOurs: author.id === me }))
    },
    create: (body) => request(api, 'POST', notes, { body }),
    update: (id, body) => request(api, 'PUT', `${notes}/${id}`, { body }),
  }
}
