import { commandsPage } from './commands.ts'
import { gatewayParameters } from './gateway-parameters.ts'
import { profileSettings } from './profile-settings.ts'

/** The pages of docs/ that are made from tables and texts of src, by name. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return {
    'commands.md': await commandsPage(),
    'gateway-parameters.md': gatewayParameters(),
    'profile-settings.md': profileSettings(),
  }
}
