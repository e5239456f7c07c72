/** What `v1` fills into volumes (`SetDefaults_Volume` and its like, pkg/apis/core/v1/defaults.go). */
import type { Volume } from '../../../api/kinds/volumes.ts'
import { pullPolicyOf } from './pull-policy.ts'

/** 0644 */
const MODE = { defaultMode: 420 }

interface FieldReference {
  readonly fieldRef?: object
}

/** A field of the pod is one of its `v1`. */
export const withFieldVersion = <T extends FieldReference>(source: T): T =>
  source.fieldRef === undefined
    ? source
    : { ...source, fieldRef: { apiVersion: 'v1', ...source.fieldRef } }

const withItems = (source: object): object => {
  const { items } = source as { readonly items?: readonly FieldReference[] }
  return items === undefined ? source : { ...source, items: items.map(withFieldVersion) }
}

const projectionDefaults = (projection: object): object => {
  const { serviceAccountToken: token, downwardAPI } = projection as Record<string, object>
  return {
    ...projection,
    ...(token && { serviceAccountToken: { expirationSeconds: 3600, ...token } }),
    ...(downwardAPI && { downwardAPI: withItems(downwardAPI) }),
  }
}

const projectedDefaults = (projected: object): object => {
  const { sources } = projected as { readonly sources?: readonly object[] }
  return {
    ...MODE,
    ...projected,
    ...(sources && { sources: sources.map(projectionDefaults) }),
  }
}

const claimDefaults = (ephemeral: object): object => {
  const { volumeClaimTemplate: template } = ephemeral as Record<string, { readonly spec?: object }>
  if (template === undefined) return ephemeral
  const spec = { volumeMode: 'Filesystem', ...template.spec }
  return { ...ephemeral, volumeClaimTemplate: { ...template, spec } }
}

const filling =
  (defaults: object) =>
  (source: object): object => ({ ...defaults, ...source })

/** By the kind of volume. */
const DEFAULTS: Readonly<Record<string, (source: object) => object>> = {
  hostPath: filling({ type: '' }),
  secret: filling(MODE),
  configMap: filling(MODE),
  downwardAPI: (source) => ({ ...MODE, ...withItems(source) }),
  projected: projectedDefaults,
  ephemeral: claimDefaults,
  iscsi: filling({ iscsiInterface: 'default' }),
  rbd: filling({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: filling({ cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  image: (source) => {
    const { reference = '' } = source as { readonly reference?: string }
    return { pullPolicy: pullPolicyOf(reference), ...source }
  },
  scaleIO: filling({ storageMode: 'ThinProvisioned', fsType: 'xfs' }),
}

/** A volume that says nothing of its kind is an empty directory. */
export const volumeDefaults = (volume: Volume): Volume => {
  const { name, ...sources } = volume
  const kinds = Object.entries<object>(sources)
  if (kinds.length === 0) return { ...volume, emptyDir: {} }
  return {
    name,
    ...Object.fromEntries(
      kinds.map(([kind, source]) => [kind, DEFAULTS[kind]?.(source) ?? source]),
    ),
  }
}
