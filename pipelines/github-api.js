/** GitHub's API, or that of a GitHub Enterprise Server, as the runner names it. */
export function githubApi(env, hint) {
  return {
    url: `${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}`,
    root: env.GITHUB_API_URL,
    headers: { authorization: `Bearer ${env.GITHUB_TOKEN}`, 'x-github-api-version': '2022-11-28' },
    hint,
  }
}
