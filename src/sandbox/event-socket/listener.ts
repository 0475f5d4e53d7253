import type { ApiReply } from '../commands/reply.ts'
import { jobDone } from '../events.ts'
import type { SwitchEvent } from '../events.ts'
import type { Switch } from '../switch.ts'
import type { Millis } from '../scheduler.ts'
import { eventNameOf } from './event-names.ts'
import type { ClientCommand } from './command-reader.ts'
import { frameEvent, headersOf } from './event-text.ts'
import type { Core } from './event-text.ts'
import { createLog } from './log.ts'
import type { Log } from './log.ts'
import { createSubscription } from './subscription.ts'
import type { Subscription } from './subscription.ts'

/** What one command brings: bytes (latin1) to write, when, and whether the connection ends after them. */
export interface Outcome {
  readonly bytes: string
  /** Milliseconds of the model to wait first: `stop wait` answers late. */
  readonly after?: Millis
  readonly closes: boolean
}

/** The protocol of one connection (mod_event_socket.c, inbound mode, 1.10.12), without the socket. */
export interface Listener {
  readonly greeting: string
  handle(command: ClientCommand): Outcome
  /** The bytes of an event; `undefined` when this connection does not want it. */
  frame(event: SwitchEvent): string | undefined
}

export interface ListenerOptions {
  readonly password: string
  readonly core: Core
  readonly createUuid: () => string
}

const DISCONNECT_NOTICE = notice('Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n')
export const SHUTDOWN_NOTICE = notice('The system is being shut down.\n')
/** What an address gets that the ACL refuses; no auth/request comes. */
export const REJECTION = `${typed('text/rude-rejection', 'Access Denied, go away.\n')}${DISCONNECT_NOTICE}`

export function createListener(model: Switch, options: ListenerOptions): Listener {
  const subscription = createSubscription()
  const log = createLog()
  let authenticated = false
  const authenticate = (line: string): Outcome => {
    if (/^exit|^\.\.\./i.test(line)) return bye()
    if (!/^auth /i.test(line)) return reply('-ERR command not found')
    authenticated = line.slice('auth '.length) === options.password
    if (authenticated) return reply('+OK accepted')
    return { bytes: `${commandReply('-ERR invalid')}${DISCONNECT_NOTICE}`, closes: true }
  }
  return {
    greeting: 'Content-Type: auth/request\n\n',
    handle(command) {
      if (!authenticated) return authenticate(command.line)
      const action = ACTIONS.find(({ prefix }) => command.line.toLowerCase().startsWith(prefix))
      if (action === undefined) return reply('-ERR command not found')
      const argument = command.line.slice(action.prefix.length)
      return action.run({ model, subscription, log, options, command, argument })
    },
    frame(event) {
      return subscription.wants(event, headersOf(event, options.core))
        ? frameEvent(event, options.core, subscription.format)
        : undefined
    },
  }
}

interface Request {
  readonly model: Switch
  readonly subscription: Subscription
  readonly log: Log
  readonly options: ListenerOptions
  readonly command: ClientCommand
  /** What follows the command's word. */
  readonly argument: string
}

/** Commands are known by how they begin, in this order: `eventplain` is `event`. */
const ACTIONS: readonly { readonly prefix: string; readonly run: (request: Request) => Outcome }[] = [
  { prefix: 'exit', run: bye },
  { prefix: '...', run: bye },
  {
    prefix: 'filter ',
    run: ({ subscription, argument }) => reply(subscription.filter(wordsAfter(` ${argument}`))),
  },
  { prefix: 'divert_events', run: () => reply('-ERR not controlling a session.') },
  { prefix: 'sendevent', run: sendEvent },
  { prefix: 'api ', run: runApi },
  { prefix: 'bgapi ', run: runInBackground },
  { prefix: 'log', run: ({ log, argument }) => reply(log.start(wordsAfter(argument)[0] ?? 'debug')) },
  { prefix: 'linger', run: () => reply('-ERR not controlling a session') },
  { prefix: 'nolinger', run: () => reply('-ERR not controlling a session') },
  {
    prefix: 'event',
    run: ({ subscription, argument }) => reply(subscription.subscribe(wordsAfter(argument))),
  },
  { prefix: 'nolog', run: ({ log }) => reply(log.stop()) },
  {
    prefix: 'nixevent',
    run: ({ subscription, argument }) => reply(subscription.unsubscribe(wordsAfter(argument))),
  },
  { prefix: 'noevents', run: ({ subscription }) => reply(subscription.clear()) },
]

/** The words after the first blank. */
function wordsAfter(text: string): string[] {
  return text.split(' ').slice(1)
}

function runApi({ model, argument }: Request): Outcome {
  const answer = model.api(argument)
  const bytes = typed('api/response', bodyOf(answer))
  return answer.after === undefined ? { bytes, closes: false } : { bytes, after: answer.after, closes: false }
}

/** An empty output reads so over the event socket (mod_event_socket.c:1586-1589). */
function bodyOf(answer: ApiReply): string {
  return answer.text === '' ? '-ERR no reply\n' : answer.text
}

/** The output comes in a BACKGROUND_JOB event, to whoever subscribed to it. */
function runInBackground({ model, options, command, argument }: Request): Outcome {
  const uuid = command.headers.get('job-uuid') ?? options.createUuid()
  const answer = model.api(argument)
  const [name = '', ...rest] = argument.split(' ')
  model.fire(jobDone({ uuid, command: name, argument: rest.join(' '), output: bodyOf(answer) }))
  return {
    bytes: `${commandReply(`+OK Job-UUID: ${uuid}`).slice(0, -1)}Job-UUID: ${uuid}\n\n`,
    closes: false,
  }
}

/** Fires an event of the client's. */
function sendEvent({ model, options, command, argument }: Request): Outcome {
  const name = eventNameOf(argument.trim()) ?? 'COMMAND'
  const subclass = name === 'CUSTOM' ? command.headers.get('event-subclass') : undefined
  model.fire({
    name,
    ...(subclass === undefined ? {} : { subclass }),
    origin: ['mod_event_socket.c', 'read_packet', 1221],
    headers: [...command.headers],
    ...(command.body === '' ? {} : { body: command.body }),
  })
  return reply(`+OK ${options.createUuid()}`)
}

function bye(): Outcome {
  return { bytes: `${commandReply('+OK bye')}${DISCONNECT_NOTICE}`, closes: true }
}

function reply(text: string): Outcome {
  return { bytes: commandReply(text), closes: false }
}

/** The reply's buffer has 512 bytes. */
function commandReply(text: string): string {
  return `Content-Type: command/reply\nReply-Text: ${text.slice(0, 480)}\n\n`
}

function typed(type: string, body: string): string {
  return `Content-Type: ${type}\nContent-Length: ${body.length}\n\n${body}`
}

function notice(text: string): string {
  return typed('text/disconnect-notice', text)
}
