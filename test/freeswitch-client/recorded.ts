import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(__dirname, '../replies/1.10.12')

/** A reply of a real FreeSWITCH 1.10.12, byte for byte but for the paths of that machine. */
export function recorded(name: string): string {
  return readFileSync(join(FOLDER, `${name}.txt`), 'utf8')
}

/** Every recording: the file's name and the api line that it answered. */
export function recordings(): { file: string; command: string }[] {
  return JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')) as { file: string; command: string }[]
}

/** Bodies of events of a real FreeSWITCH 1.10.12. */
export function recordedEvents(): Record<string, string>[] {
  return JSON.parse(readFileSync(join(FOLDER, 'events.json'), 'utf8')) as Record<string, string>[]
}
