import type { Step } from '../model/step.ts'
import type { ProfileProgress } from './profile-life.ts'

/** What an apply tells while it runs. */
export type Progress =
  | { readonly kind: 'backup'; readonly id: string; readonly files: number }
  | { readonly kind: 'files'; readonly count: number }
  | { readonly kind: 'step'; readonly step: Step; readonly index: number; readonly of: number }
  /** A batch is proven; the next one begins. */
  | { readonly kind: 'batch'; readonly batch: number; readonly of: number; readonly gateways: number }
  /** A profile stops, starts or restarts. */
  | { readonly kind: 'profile'; readonly told: ProfileProgress }
  | { readonly kind: 'verify'; readonly gateways: number }
  | { readonly kind: 'waiting'; readonly gateways: readonly string[]; readonly secondsLeft: number }
  | { readonly kind: 'put-back'; readonly reason: string }
