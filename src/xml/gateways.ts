import type { DiskGateway } from '../model/disk.ts'
import { showOpaque } from '../model/text.ts'
import { siteOf, whyNamedUneditable } from './editable.ts'
import type { Expanded } from './expand.ts'
import { finding, findInGateway, type Finding } from './findings.ts'
import { defineGateway, readGatewayElement } from './gateway-element.ts'
import { findMarker } from './marker.ts'
import { childrenOf, type Element } from './scan.ts'
import { skipReason } from './skip-reason.ts'
import { attributeValue } from './source.ts'

/** The gateways of one list, in order, and what FreeSWITCH drops or misreads in them. */
export interface GatewaysRead {
  readonly gateways: readonly DiskGateway[]
  readonly findings: readonly Finding[]
}

/** Reads a `<gateways>` element; of equal names the first one that FreeSWITCH can create holds. */
export function readGateways(
  expanded: Expanded,
  list: Element,
  owner: { readonly profile: string; readonly tls: boolean },
): GatewaysRead {
  const source = { text: expanded.text, globals: expanded.globals }
  const taken = new Set<string>()
  const gateways: DiskGateway[] = []
  const findings: Finding[] = []
  for (const element of childrenOf(list, 'gateway')) {
    const name = attributeValue(source, element, 'name') ?? ''
    const parts = readGatewayElement(source, element)
    const skipped = taken.has(name)
      ? 'it is the second one of its name'
      : skipReason(name, parts, owner.tls, expanded.globals)
    if (skipped === undefined) taken.add(name)
    else findings.push(skippedFinding(element, owner.profile, name, skipped))
    findings.push(...findInGateway(source, element))
    const uneditable = whyNamedUneditable(expanded, element, name)
    const shown = showOpaque(name)
    const gateway: DiskGateway = {
      profile: owner.profile,
      name: shown,
      definition: defineGateway(parts),
      managed: findMarker(expanded.text, element, owner.profile, shown)?.own ?? false,
      site: siteOf(expanded, element),
    }
    const remarked = uneditable !== undefined || skipped !== undefined
    gateways.push(
      remarked
        ? {
            ...gateway,
            ...(uneditable !== undefined && { uneditable }),
            ...(skipped !== undefined && { skipped }),
          }
        : gateway,
    )
  }
  return { gateways, findings }
}

function skippedFinding(element: Element, profile: string, name: string, reason: string): Finding {
  const what = `FreeSWITCH does not create the gateway "${showOpaque(name)}" of profile ${profile}: ${reason}`
  return finding(element, what, 'Correct it or remove it.')
}
