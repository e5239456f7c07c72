import { ask, Refused } from '../api.ts'
import type { Clock, DecodedCertificate, Fault, Snapshot } from '../types.ts'

interface ClusterInfo {
  readonly authorities: readonly DecodedCertificate[]
  readonly signers: readonly string[]
  readonly maximumSeconds: number
  readonly kubernetesVersion: string
  readonly server: string
}

/** If the management API returns an error, only `refused` is set. */
export interface Managed {
  readonly clock?: Clock
  readonly snapshots?: readonly Snapshot[]
  readonly faults?: readonly Fault[]
  readonly refused?: Refused
}

const BASE = '/csrlab/v1'

export const clusterInfo = (signal: AbortSignal): Promise<ClusterInfo> =>
  ask('GET', '/page/v1/cluster', undefined, signal)

export const managed = async (signal: AbortSignal): Promise<Managed> => {
  try {
    const clock = await ask<Clock>('GET', `${BASE}/clock`, undefined, signal)
    const { snapshots } = await ask<{ snapshots: Snapshot[] }>(
      'GET',
      `${BASE}/snapshots`,
      undefined,
      signal,
    )
    const { faults } = await ask<{ faults: Fault[] }>('GET', `${BASE}/faults`, undefined, signal)
    return { clock, snapshots, faults }
  } catch (error) {
    if (error instanceof Refused) return { refused: error }
    throw error
  }
}

export const advance = (by: string) => ask('POST', `${BASE}/clock/advance`, { by })
export const setRunning = (running: boolean) => ask('PUT', `${BASE}/clock`, { running })
export const takeSnapshot = (name: string) =>
  ask('PUT', `${BASE}/snapshots/${encodeURIComponent(name)}`)
export const restore = (name: string) =>
  ask('POST', `${BASE}/snapshots/${encodeURIComponent(name)}/restore`)
export const reset = () => ask('POST', `${BASE}/reset`)
