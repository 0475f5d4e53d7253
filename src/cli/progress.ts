import type { ProfileProgress } from '../apply/profile-life.ts'
import type { Progress } from '../apply/progress.ts'
import { counted } from '../render/counted.ts'
import { stepText } from '../render/step-text.ts'
import { styleFor } from '../render/style.ts'
import { visible } from '../render/visible.ts'
import { fewOf } from './few-of.ts'
import { wantsColor, type Io } from './io.ts'
import { CLEAR_LINE, liveLineText } from './live-line.ts'

type ProgressIo = Pick<Io, 'stderr' | 'stderrIsTty' | 'stderrColumns' | 'env'>

export interface ProgressView {
  readonly show: (progress: Progress) => void
  readonly end: () => void
}

/**
 * Shows on stderr what an apply does: one line that is rewritten on a terminal, a few lines
 * without any control character elsewhere.
 */
export function showProgress(io: ProgressIo): ProgressView {
  return io.stderrIsTty ? liveLine(io) : logLines(io)
}

function liveLine(io: ProgressIo): ProgressView {
  const style = styleFor(wantsColor(io, true))
  return {
    show: (progress) => {
      const lasting = lastingLine(progress)
      const line =
        lasting === undefined ? style.dim(liveLineText(fleetingLine(progress), io)) : `${lasting}\n`
      io.stderr(`${CLEAR_LINE}${line}`)
    },
    end: () => io.stderr(CLEAR_LINE),
  }
}

function logLines(io: ProgressIo): ProgressView {
  let phase = ''
  let running = ''
  return {
    show: (progress) => {
      const line = lastingLine(progress) ?? phaseLine(progress)
      // The steps go on after each wait for a profile; that is said once.
      if (line === phase || line === running) return
      phase = line
      if (progress.kind === 'step') running = line
      else if (lastingLine(progress) !== undefined) running = ''
      io.stderr(`${line}\n`)
    },
    end: () => undefined,
  }
}

/** What is worth keeping on the screen. */
function lastingLine(progress: Progress): string | undefined {
  switch (progress.kind) {
    case 'backup':
      return `Backup ${progress.id}: ${counted(progress.files, 'file')} kept`
    case 'files':
      return progress.count === 0 ? undefined : `Wrote ${counted(progress.count, 'file')}`
    case 'batch':
      return `Batch ${progress.batch} of ${progress.of}: ${counted(progress.gateways, 'gateway')} verified`
    case 'put-back':
      return `Putting back: ${visible(progress.reason)}`
    case 'step':
    case 'profile':
    case 'verify':
    case 'waiting':
      return undefined
  }
}

/** What goes on right now. */
function fleetingLine(progress: Progress): string {
  switch (progress.kind) {
    case 'step':
      return `[${progress.index + 1}/${progress.of}] ${stepText(progress.step)}`
    case 'waiting':
      return `waiting for ${fewOf(progress.gateways)} to become healthy, ${progress.secondsLeft} s left`
    case 'profile':
      return profileLine(progress.told)
    case 'verify':
      return `verifying ${counted(progress.gateways, 'gateway')}`
    case 'backup':
    case 'files':
    case 'batch':
    case 'put-back':
      return ''
  }
}

/** The same without numbers, so that a log gets one line a phase and not one a gateway. */
function phaseLine(progress: Progress): string {
  switch (progress.kind) {
    case 'step':
      return `Running ${counted(progress.of, 'step')}`
    case 'waiting':
      return `Waiting for ${fewOf(progress.gateways)} to become healthy`
    case 'profile':
      return profilePhase(progress.told)
    case 'verify':
      return `Verifying ${counted(progress.gateways, 'gateway')}`
    case 'backup':
    case 'files':
    case 'batch':
    case 'put-back':
      return ''
  }
}

function profileLine(told: ProfileProgress): string {
  const name = visible(told.profile)
  switch (told.kind) {
    case 'too-young':
      return `profile ${name} has to be up for 10 s before it may stop: ${told.secondsLeft} s left`
    case 'begun':
      return `profile ${name} is on its way`
    case 'going-on':
      return `waiting for profile ${name}, at most ${told.secondsLeft} s more`
  }
}

function profilePhase(told: ProfileProgress): string {
  switch (told.kind) {
    case 'too-young':
      return `Waiting until profile ${visible(told.profile)} has been up for 10 s`
    case 'begun':
    case 'going-on':
      return `Waiting for profile ${visible(told.profile)}`
  }
}
