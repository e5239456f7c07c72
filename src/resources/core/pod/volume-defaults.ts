/** Defaults of volumes (`SetDefaults_Volume` and its like, pkg/apis/core/v1/defaults.go); rare kinds are data. */
import type { Volume } from '../../../api/kinds/volumes.ts'

/** 0644 */
const MODE = { defaultMode: 420 }

interface FieldReference {
  readonly fieldRef?: object
}

/** Fields are those of `v1` unless the reference names another version. */
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

/** Fills in a source, by the kind of volume. */
const DEFAULTS: Readonly<Record<string, (source: object) => object>> = {
  hostPath: (source) => ({ type: '', ...source }),
  secret: (source) => ({ ...MODE, ...source }),
  configMap: (source) => ({ ...MODE, ...source }),
  downwardAPI: (source) => ({ ...MODE, ...withItems(source) }),
  projected: projectedDefaults,
}

/** A volume without a kind is an `emptyDir`. */
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
