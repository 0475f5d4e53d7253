import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Note {
  readonly id: number
  body: string
  readonly author: { readonly id: number }
}

/** As much of GitLab's API as gwctl-comment uses: the notes of merge request 4 of project 9. */
export interface FakeGitlab {
  readonly url: string
  readonly notes: Note[]
  close(): Promise<void>
}

export const GITLAB_TOKEN = 'glpat-token-of-the-project'
const BOT = { id: 42 }

export async function startFakeGitlab(): Promise<FakeGitlab> {
  const notes: Note[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const [status, body] =
        request.headers['private-token'] === GITLAB_TOKEN
          ? answer(notes, `${request.method ?? ''} ${request.url ?? ''}`, Buffer.concat(chunks).toString())
          : [401, { message: '401 Unauthorized' }]
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
    notes,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const NOTES = '/api/v4/projects/9/merge_requests/4/notes'

function answer(notes: Note[], line: string, text: string): [status: number, body: unknown] {
  if (line === 'GET /api/v4/user') return [200, BOT]
  const list = new RegExp(`^GET ${NOTES}\\?per_page=(\\d+)&page=(\\d+)$`).exec(line)
  if (list !== null) {
    const [, size = '', page = ''] = list
    return [200, notes.slice((Number(page) - 1) * Number(size), Number(page) * Number(size))]
  }
  const { body } = JSON.parse(text || '{}') as { body: string }
  if (line === `POST ${NOTES}`) {
    notes.push({ id: 500 + notes.length, body, author: BOT })
    return [201, notes.at(-1)]
  }
  const note = notes.find((each) => line === `PUT ${NOTES}/${each.id}`)
  if (note === undefined) return [404, { message: '404 Not found' }]
  note.body = body
  return [200, note]
}
