/** Feature gates, as `k8s.io/component-base/featuregate` knows them. */

type Stage = 'alpha' | 'beta' | 'ga'

/** One gate in one release. */
interface Gate {
  readonly stage: Stage
  readonly on: boolean
  /** it stands in the release, but cannot be set otherwise */
  readonly locked?: true
}

/** By name. A gate that a release does not name is unknown to it. */
export type Gates = Readonly<Record<string, Gate>>

const gate = (stage: Stage, on: boolean): Gate => ({ stage, on })

export const alpha: Gate = gate('alpha', false)
export const betaOff: Gate = gate('beta', false)
export const betaOn: Gate = gate('beta', true)
export const ga: Gate = gate('ga', true)
export const gaLocked: Gate = { ...ga, locked: true }
