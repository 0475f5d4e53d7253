import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Comment {
  readonly id: number
  body: string
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' }
}

export interface Artifact {
  readonly name: string
  readonly created_at: string
  readonly expired: boolean
  readonly workflow_run: {
    readonly id: number
    readonly repository_id: number
    readonly head_repository_id: number
  }
  /** What was uploaded, by file name. */
  readonly files: Readonly<Record<string, string>>
}

/** As much of GitHub's API as the action uses, over one repository and its pull request 7. */
export interface FakeGithub {
  readonly url: string
  readonly comments: Comment[]
  readonly artifacts: Artifact[]
  /** `METHOD path`, without the query. */
  readonly asked: string[]
  /** What the token may do: write comments, find artifacts. */
  readonly may: { comment: boolean; findArtifacts: boolean }
  /** Whose the token is; absent: a run's own. */
  user?: string
  close(): Promise<void>
}

export const TOKEN = 'ghs_token-of-the-run'
export const REPOSITORY = 'acme/trunks'
const BOT = { login: 'github-actions[bot]', type: 'Bot' } as const
/** GitHub refuses more. */
const MOST_CHARACTERS = 65_536

export async function startFakeGithub(): Promise<FakeGithub> {
  const server = createServer((request, response) => {
    void answer(fake, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeGithub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments: [],
    artifacts: [],
    asked: [],
    may: { comment: true, findArtifacts: true },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function answer(fake: FakeGithub, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '', fake.url)
  const { method = 'GET' } = request
  fake.asked.push(`${method} ${pathname}`)
  if (request.headers.authorization !== `Bearer ${TOKEN}`)
    return { status: 401, body: { message: 'Bad credentials' } }
  const path = pathname.replace(`/repos/${REPOSITORY}`, '')
  const refused = { status: 403, body: { message: 'Resource not accessible by integration' } }
  if (path === '/user') return fake.user === undefined ? refused : { status: 200, body: { login: fake.user } }
  if (path === '/actions/artifacts') {
    if (!fake.may.findArtifacts) return refused
    const found = fake.artifacts.filter((each) => each.name === searchParams.get('name'))
    return { status: 200, body: { total_count: found.length, artifacts: page(found, searchParams) } }
  }
  if (method === 'GET' && path === '/issues/7/comments')
    return { status: 200, body: page(fake.comments, searchParams) }
  if (!fake.may.comment) return refused
  const { body } = JSON.parse(await textOf(request)) as { body: string }
  if (body.length > MOST_CHARACTERS) return { status: 422, body: { message: 'body is too long' } }
  if (method === 'POST' && path === '/issues/7/comments') {
    const user = fake.user === undefined ? BOT : ({ login: fake.user, type: 'User' } as const)
    const comment: Comment = { id: 1000 + fake.comments.length, body, user }
    fake.comments.push(comment)
    return { status: 201, body: comment }
  }
  const [, id] = /^\/issues\/comments\/(\d+)$/.exec(path) ?? []
  const comment = fake.comments.find((each) => each.id === Number(id))
  if (method !== 'PATCH' || comment === undefined) return { status: 404, body: { message: 'Not Found' } }
  comment.body = body
  return { status: 200, body: comment }
}

/** 30 a page unless it says otherwise, as GitHub does. */
function page<T>(all: readonly T[], query: URLSearchParams): T[] {
  const size = Number(query.get('per_page') ?? 30)
  const at = (Number(query.get('page') ?? 1) - 1) * size
  return all.slice(at, at + size)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
