/** Longer than this no forge takes for an answer. */
const TIMEOUT_MS = 30_000

/** A forge did not do what it was asked for. */
export class RequestError extends Error {
  /** @param status  of HTTP; 0: no answer came */
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/**
 * Sends one request to the API of a forge and resolves to what it answers. Throws RequestError; no
 * message of it holds the token.
 *
 * @param api   its base URL, and the headers that say who asks
 * @param hint  what to do when access is refused
 */
export async function request({ url, headers, hint }, method, path, body) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      accept: 'application/json',
      'user-agent': 'gwctl',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error) => {
    const reason = error.cause?.code ?? error.cause?.message ?? error.message
    throw new RequestError(
      0,
      `${method} ${url}${path}: ${reason}. Check that this machine reaches the forge.`,
    )
  })
  if (response.ok) return response.json()
  const refused = [401, 403, 404].includes(response.status)
  throw new RequestError(
    response.status,
    `${method} ${url}${path}: ${response.status} ${response.statusText}. ${refused ? hint : 'Run the job again.'}`,
  )
}

/** As many as a page may have, of both forges. */
const PAGE = 100

/** All items of a list that comes in pages; `itemsOf` finds them in what a page answers. */
export async function requestAll(api, path, itemsOf = (page) => page) {
  const all = []
  for (let page = 1; ; page++) {
    const separator = path.includes('?') ? '&' : '?'
    const items = itemsOf(await request(api, 'GET', `${path}${separator}per_page=${PAGE}&page=${page}`))
    all.push(...items)
    if (items.length < PAGE) return all
  }
}
