/** The commands `log` and `nolog` of a connection; the sandbox writes no log, so that no line ever comes. */
export interface Log {
  readonly start: (level: string) => string
  readonly stop: () => string
}

const LEVELS = ['console', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

export function createLog(): Log {
  let logging = false
  return {
    start(level) {
      const number = /^\d$/.test(level) ? Number(level) : LEVELS.indexOf(level.toLowerCase())
      if (number < 0 || number >= LEVELS.length) return '-ERR invalid log level'
      logging = true
      return `+OK log level ${level} [${number}]`
    },
    stop() {
      if (!logging) return '-ERR not loging'
      logging = false
      return '+OK no longer logging'
    },
  }
}
