import type { Disk, DiskGateway } from '../model/disk.ts'
import { planFiles } from '../xml/files.ts'

/** The gateways that the marker cannot be set on so that everything else reads as before, and why. */
export function unadoptable(disk: Disk, gateways: readonly DiskGateway[]): [DiskGateway, string][] {
  const edit = { set: new Map(), remove: [], mark: true }
  const { diagnostics } = planFiles(
    disk,
    gateways.map((gateway) => ({ kind: 'edit', gateway, edit })),
  )
  const [first] = gateways
  if (diagnostics.length === 0 || first === undefined) return []
  if (gateways.length === 1) return [[first, 'the marker of gwctl cannot be set in its markup']]
  const half = Math.ceil(gateways.length / 2)
  return [...unadoptable(disk, gateways.slice(0, half)), ...unadoptable(disk, gateways.slice(half))]
}
