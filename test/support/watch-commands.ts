import type { RawEsl } from './raw-esl.ts'

/** Every api command the switch runs from now on, whoever sends it: the list grows as they come. */
export async function watchCommands(esl: RawEsl): Promise<readonly string[]> {
  const commands: string[] = []
  await esl.command('event json API')
  esl.listen((event) => {
    if (event['Event-Name'] !== 'API') return
    commands.push(`${event['API-Command'] ?? ''} ${event['API-Command-Argument'] ?? ''}`.trim())
  })
  return commands
}
