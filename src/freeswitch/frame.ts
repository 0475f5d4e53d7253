import { decodeBytes } from '../xml/bytes.ts'

/**
 * The frames of FreeSWITCH's event socket: header lines `Name: value`, an empty line and, where
 * there is a Content-Length, exactly that many bytes (mod_event_socket.c, 1.10.12).
 */
export interface Frame {
  /** As sent: nothing is decoded, since a `%` in a Reply-Text is just that. */
  readonly headers: ReadonlyMap<string, string>
  /** Absent without a Content-Length. Bytes that are no UTF-8 are as `decodeBytes` has them. */
  readonly body?: string
}

/** What came is not the event-socket protocol; the message says in what. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

/** Headers of real frames stay under 1 kB; of a `userauth` reply under some 10 kB. */
const MOST_HEADER_BYTES = 65_536
/** 10,000 gateways are 9 MB of `sofia xmlstatus gateway`. */
const MOST_BODY_BYTES = 256 * 1024 * 1024

/**
 * Cuts a stream of bytes into frames. Chunks may end anywhere, in a UTF-8 sequence too. The work
 * is linear in the bytes, however they are cut: a body is joined once, when its last byte is there.
 */
export class FrameReader {
  #chunks: Buffer[] = []
  #size = 0
  /** Headers of the frame whose body is awaited, and how many bytes that has. */
  #open: { headers: Map<string, string>; length: number } | undefined

  /**
   * @returns the frames that `chunk` completes, in order
   * @throws  ProtocolError; the reader is of no use afterwards
   */
  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    const frames: Frame[] = []
    for (;;) {
      const frame = this.#take()
      if (frame === undefined) return frames
      frames.push(frame)
    }
  }

  #take(): Frame | undefined {
    this.#open ??= this.#takeHeaders()
    if (this.#open === undefined) return undefined
    const { headers, length } = this.#open
    if (length === 0) {
      this.#open = undefined
      return { headers }
    }
    if (this.#size < length) return undefined
    const bytes = this.#join()
    this.#keep(bytes.subarray(length))
    this.#open = undefined
    return { headers, body: decode(bytes.subarray(0, length)) }
  }

  #takeHeaders(): { headers: Map<string, string>; length: number } | undefined {
    const bytes = skipLineEnds(this.#join())
    this.#keep(bytes)
    const end = bytes.indexOf('\n\n')
    refuseForeignBytes(bytes, end === -1 ? bytes.length : end)
    if (end === -1) return undefined
    this.#keep(bytes.subarray(end + 2))
    const headers = readHeaders(bytes.toString('utf8', 0, end))
    return { headers, length: readContentLength(headers) }
  }

  #join(): Buffer {
    const [first, second] = this.#chunks
    if (first !== undefined && second === undefined) return first
    return Buffer.concat(this.#chunks, this.#size)
  }

  #keep(bytes: Buffer): void {
    this.#chunks = bytes.length === 0 ? [] : [bytes]
    this.#size = bytes.length
  }
}

/** Values need not be UTF-8; what is not is kept as in the files of the configuration, so that the two compare. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.includes('\uFFFD') ? decodeBytes(bytes.toString('latin1')) : text
}

/** Line ends before a frame carry no meaning: FreeSWITCH's own clients skip them. */
function skipLineEnds(bytes: Buffer): Buffer {
  let start = 0
  while (bytes[start] === 0x0a || bytes[start] === 0x0d) start += 1
  return bytes.subarray(start)
}

/**
 * Another service on this port (SSH, HTTP, SIP, TLS ...) is told by its first bytes, so that
 * nobody waits for the end of headers that never comes.
 */
function refuseForeignBytes(bytes: Buffer, length: number): void {
  if (length > MOST_HEADER_BYTES) throw new ProtocolError(`headers of more than ${MOST_HEADER_BYTES} bytes`)
  const line = bytes.toString('latin1', 0, Math.min(length, 512)).split('\n', 1)[0] ?? ''
  const whole = line.length < length
  if (/[\0-\x08\x0e-\x1f]/.test(line) || (whole && !/^[A-Za-z][\w-]*:/.test(line)))
    throw new ProtocolError(`it began with ${JSON.stringify(line.slice(0, 40))}`)
}

/** The first of equal names wins, as for FreeSWITCH's own client library. */
function readHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>()
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon <= 0) throw new ProtocolError(`the header line ${JSON.stringify(line.slice(0, 40))}`)
    const name = line.slice(0, colon)
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim())
  }
  return headers
}

function readContentLength(headers: ReadonlyMap<string, string>): number {
  const text = headers.get('Content-Length')
  if (text === undefined) return 0
  const length = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (length <= MOST_BODY_BYTES) return length
  throw new ProtocolError(`a Content-Length of ${JSON.stringify(text.slice(0, 40))}`)
}
