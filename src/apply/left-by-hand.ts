import type { JournalGateway, JournalHeader, JournalProfile } from './journal-records.ts'
import type { Sent } from './sent.ts'
import { touchedBy } from './touched-by.ts'

/** What a person has to do where gwctl cannot: the files are back, the switch is not. */
export function leftByHand(header: JournalHeader, sent: Sent): string[] {
  const profiles = (header.profiles ?? []).filter((each) => sent.profiles.has(each.profile))
  const whole = new Set(profiles.map((each) => each.profile))
  const touched = touchedBy(header, sent, []).filter((each) => !whole.has(each.profile))
  const left = [...profiles.map(profileByHand), ...touched.map(byHand)]
  const lists = sent.distributed ? ['Run in fs_cli at last: reloadxml, then: distributor_ctl reload'] : []
  return [...(left.length === 0 ? ['Run in fs_cli: reloadxml'] : left), ...lists]
}

function profileByHand({ profile, ranBefore }: JournalProfile): string {
  return ranBefore
    ? `Run in fs_cli: reloadxml, then: sofia profile ${profile} restart (start where it is gone)`
    : `Run in fs_cli: sofia profile ${profile} stop`
}

function byHand({ profile, gateway, ranBefore }: JournalGateway): string {
  const kill = `sofia profile ${profile} killgw ${profile}::${gateway}`
  return ranBefore
    ? `Run in fs_cli: ${kill}, wait 5 s, then: sofia profile ${profile} rescan`
    : `Run in fs_cli: reloadxml, then: ${kill}`
}
