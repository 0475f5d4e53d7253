import { COMMANDS } from './commands.ts'
import { manualPage } from './manual-page.ts'

/** The whole manual page; `date` as in `manualPage`. */
export async function manual(date: string): Promise<string> {
  return manualPage(await Promise.all(COMMANDS.map((each) => each.load())), date)
}
