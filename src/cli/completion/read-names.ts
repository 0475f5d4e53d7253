import path from 'node:path'
import { summarizeBackups, type BackupSummary } from '../../apply/backup-summary.ts'
import type { Clock } from '../../apply/switch-port.ts'
import { gatewayPath } from '../../model/gateway.ts'
import { localTarget } from '../../targets/local.ts'
import { readDisk } from '../../xml/read.ts'
import type { KnownGateway, NamePlace, Names, NameSource } from './names.ts'
import { within } from './within.ts'
import { readYamlNames, type YamlNames } from './yaml-names.ts'

/**
 * Reads names from the YAML and from the XML on disk, for `milliseconds` in all: nobody waits for a TAB. The switch is
 * not asked. Whatever cannot be read, in time or at all, is left out without a word.
 */
export function namesWithin(milliseconds: number, cwd: string, clock: Pick<Clock, 'now'>): NameSource {
  const end = clock.now() + milliseconds
  const inTime = (work: () => void): void => void within(end - clock.now(), work)
  return (place) => readNames(place, cwd, inTime)
}

function readNames({ files, conf }: NamePlace, cwd: string, inTime: (work: () => void) => void): Names {
  const yaml: YamlNames = { profiles: new Set(), gateways: new Set() }
  if (conf === undefined) inTime(() => readYamlNames(files, cwd, yaml))
  const root = conf === undefined ? yaml.conf : path.resolve(cwd, conf)
  const gateways = new Map<string, KnownGateway>()
  for (const each of yaml.gateways) gateways.set(each, { path: each, inYaml: true })
  const profiles = yaml.profiles
  if (root !== undefined) {
    inTime(() => {
      for (const profile of readDisk(localTarget(root)).profiles) {
        profiles.add(profile.name)
        for (const { name, managed } of profile.gateways) {
          const where = gatewayPath(profile.name, name)
          gateways.set(where, {
            path: where,
            inYaml: gateways.has(where),
            onDisk: managed ? 'managed' : 'unmanaged',
          })
        }
      }
    })
  }
  const backups = (): ReturnType<Names['backups']> => {
    const found: BackupSummary[] = []
    if (root !== undefined) inTime(() => void found.push(...summarizeBackups(root)))
    return found.map((each) => ({ id: each.id, about: aboutBackup(each) }))
  }
  return { profiles: [...profiles].sort(), gateways: [...gateways.values()].sort(byPath), backups }
}

function byPath(one: KnownGateway, other: KnownGateway): number {
  return one.path < other.path ? -1 : 1
}

function aboutBackup(backup: BackupSummary): string {
  if ('damage' in backup) return 'cannot be used'
  const { purpose, files } = backup.manifest
  return `${purpose}, ${backup.outcome}, ${files.length} ${files.length === 1 ? 'file' : 'files'}`
}
