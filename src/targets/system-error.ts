/** The code of a system error (`ENOENT`); undefined for anything else. Judged by its form: errors can come from another realm. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The system's own words for an error, `permission denied`, or whatever the error says of itself. */
export function systemReason(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error)
  const message = String(error.message)
  return /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message
}

/** Whether something may well be there, but cannot be read by this user, or now; a file that is missing is no secret. */
export function isUnknown(error: unknown): boolean {
  return !['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(systemCode(error) ?? '')
}
