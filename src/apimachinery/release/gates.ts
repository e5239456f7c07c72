/** Feature gates, as in `k8s.io/component-base/featuregate`. */

interface Gate {
  readonly stage: 'alpha' | 'beta' | 'ga'
  readonly on: boolean
  /** cannot be changed */
  readonly locked?: true
}

export type Gates = Readonly<Record<string, Gate>>

export const GATE_STATES = {
  alpha: { stage: 'alpha', on: false },
  betaOff: { stage: 'beta', on: false },
  betaOn: { stage: 'beta', on: true },
  ga: { stage: 'ga', on: true },
  gaLocked: { stage: 'ga', on: true, locked: true },
} as const satisfies Gates
