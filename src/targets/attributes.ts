import fs from 'node:fs'
import path from 'node:path'
import type { FileAttributes } from '../model/plan.ts'

/** Mode and owner of the file, and where it points if it is a symbolic link; undefined when there is none. */
export function attributesOf(file: string): FileAttributes | undefined {
  const stat = fs.statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  const link = fs.lstatSync(file).isSymbolicLink() ? fs.readlinkSync(file) : undefined
  return { mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid, ...(link !== undefined && { link }) }
}

/** A file keeps its own; a new one belongs to whom the profile's file belongs, so that FreeSWITCH can read it. */
export function attributesFor(target: string, like: string | FileAttributes): FileAttributes {
  const own = attributesOf(target)
  if (own !== undefined) return own
  if (typeof like !== 'string') return like
  const model = fs.statSync(like, { throwIfNoEntry: false }) ?? fs.statSync(path.dirname(target))
  return { mode: model.mode & 0o640, uid: model.uid, gid: model.gid }
}
