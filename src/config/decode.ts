import { problem, type Problem } from './problem.ts'

/** Largest input, in bytes: some 20,000 gateways. A larger file would take minutes and gigabytes to parse. */
export const MAX_INPUT_BYTES = 8 * 1024 * 1024

/**
 * The text of a YAML file, or why it has none: too large, not UTF-8, binary.
 *
 * @param file  how the file is called in diagnostics
 */
export function decodeYaml(
  file: string,
  bytes: Uint8Array,
): { readonly text: string; readonly problems: readonly Problem[] } {
  if (bytes.length > MAX_INPUT_BYTES) {
    const message = `${file} is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MB.`
    return refuse(file, message, 'Split it into several files; -f takes a directory.')
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const bad = findBadByte(bytes, text)
  if (bad !== undefined) {
    return refuse(file, `${file} is not UTF-8 text: byte ${bad} cannot be read.`, 'Save it as UTF-8.')
  }
  const control = CONTROL.exec(text)
  if (control === null) return { text, problems: [] }
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  const found = problem(
    'GW102',
    { file, offset: control.index, length: 1 },
    `${file} holds the control character U+${code}, which YAML does not allow.`,
    'Remove it; if the file is not text at all, name another file.',
  )
  return { text, problems: [found] }
}

function refuse(file: string, message: string, hint: string): { text: string; problems: Problem[] } {
  return { text: '', problems: [problem('GW102', { file, offset: 0, length: 0 }, message, hint)] }
}

/** The offset of the first byte that is not UTF-8; the decoder has put U+FFFD there. */
export function findBadByte(bytes: Uint8Array, decoded: string): number | undefined {
  const encoder = new TextEncoder()
  let offset = 0
  let from = 0
  for (let at = decoded.indexOf('\ufffd'); at >= 0; at = decoded.indexOf('\ufffd', from)) {
    offset += encoder.encode(decoded.slice(from, at)).length
    // U+FFFD may also stand in the text itself.
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) return offset
    offset += 3
    from = at + 1
  }
  return undefined
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
