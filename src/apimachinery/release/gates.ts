/** Feature gates, as in `k8s.io/component-base/featuregate`. */

type Stage = 'alpha' | 'beta' | 'ga'

interface Gate {
  readonly stage: Stage
  readonly on: boolean
  /** exists, but cannot be changed */
  readonly locked?: true
}

/** By name; other gates are unknown to the release. */
export type Gates = Readonly<Record<string, Gate>>

const gate = (stage: Stage, on: boolean): Gate => ({ stage, on })

export const alpha: Gate = gate('alpha', false)
export const betaOff: Gate = gate('beta', false)
export const betaOn: Gate = gate('beta', true)
export const ga: Gate = gate('ga', true)
export const gaLocked: Gate = { ...ga, locked: true }
