import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** A real browser, without a window, driven over its DevTools protocol. */
export interface Browser {
  /** Opens a page of its own for each call. */
  open(url: string): Promise<Page>
  close(): Promise<void>
}

export interface View {
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
  /** As on a phone: the viewport that the page asks for counts. */
  readonly mobile: boolean
}

export interface Page {
  show(view: View): Promise<void>
  /** What an expression gives there, as JSON can carry it. */
  evaluate<T>(expression: string): Promise<T>
  /** The whole page, not only what is in view. */
  screenshot(): Promise<Buffer>
  /** What the page, or the browser about it, has written to the console. */
  readonly console: readonly string[]
}

/** Where Debian and others put it; undefined where there is none. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (process.env['PATH'] ?? '').split(':')
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file))
}

export async function startChromium(file: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'gwctl-chromium-'))
  const child = spawn(
    file,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const link = connect(child)
  return {
    open: (url) => openPage(link, url),
    close: async () => {
      const ended = once(child, 'close')
      await link.send('Browser.close', {})
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

interface Link {
  send(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>>
  readonly listeners: Set<(message: Message) => void>
}

/** Messages are JSON, each ended by a NUL, on two pipes. */
function connect(child: ChildProcess): Link {
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable]
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Set<(message: Message) => void>()
  let rest = Buffer.alloc(0)
  output.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const message = JSON.parse(rest.subarray(0, end).toString()) as Message
      rest = rest.subarray(end + 1)
      if (message.id === undefined) listeners.forEach((each) => each(message))
      else waiting.get(message.id)?.(message)
    }
  })
  let last = 0
  const send: Link['send'] = (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id)
        if (error === undefined) resolve(result ?? {})
        else reject(new Error(`${method}: ${error.message}`))
      })
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  return { send, listeners }
}

async function openPage(link: Link, url: string): Promise<Page> {
  const { targetId } = await link.send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await link.send('Target.attachToTarget', { targetId, flatten: true })
  const session = String(sessionId)
  const send = (method: string, params: object = {}): ReturnType<Link['send']> =>
    link.send(method, params, session)
  const said: string[] = []
  const loaded = new Promise<void>((resolve) => {
    link.listeners.add((message) => {
      if (message.sessionId !== session) return
      if (message.method === 'Page.loadEventFired') resolve()
      if (/^(Runtime\.(consoleAPICalled|exceptionThrown)|Log\.entryAdded)$/.test(message.method ?? ''))
        said.push(JSON.stringify(message.params))
    })
  })
  for (const domain of ['Page', 'Runtime', 'Log']) await send(`${domain}.enable`)
  await send('Page.navigate', { url })
  await loaded
  return {
    console: said,
    show: async ({ width, height, mobile, scheme }) => {
      await send('Emulation.setDeviceMetricsOverride', { width, height, mobile, deviceScaleFactor: 1 })
      const features = [{ name: 'prefers-color-scheme', value: scheme }]
      await send('Emulation.setEmulatedMedia', { features })
    },
    evaluate: async <T>(expression: string): Promise<T> => {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true })
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { value: T }).value
    },
    screenshot: async () => {
      const { data } = await send('Page.captureScreenshot', { captureBeyondViewport: true })
      return Buffer.from(String(data), 'base64')
    },
  }
}
