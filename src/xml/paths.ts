/** The directory part of a path; '' for a file at the root of the configuration. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : slash === 0 ? '/' : path.slice(0, slash)
}

/** `pattern` as seen from `directory`, without `.` and without any `..` that can be resolved. */
export function joinPath(directory: string, pattern: string): string {
  const absolute = pattern.startsWith('/') || directory.startsWith('/')
  const whole = pattern.startsWith('/') ? pattern : `${directory}/${pattern}`
  const parts: string[] = []
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue
    const last = parts.at(-1)
    if (part === '..' && last !== undefined && last !== '..') parts.pop()
    else if (part !== '..' || !absolute) parts.push(part)
  }
  return (absolute ? '/' : '') + parts.join('/')
}
