/** Defaults of common volumes (`SetDefaults_Volume` and the like, pkg/apis/core/v1/defaults.go). */
import type {
  DownwardAPIVolumeFile,
  ProjectedVolumeSource,
  Volume,
  VolumeProjection,
} from '../../../apis/core.ts'

interface FieldReference {
  readonly fieldRef?: object
}

/** Field references default to `v1`. */
export const withFieldVersion = <T extends FieldReference>(source: T): T =>
  source.fieldRef === undefined
    ? source
    : { ...source, fieldRef: { apiVersion: 'v1', ...source.fieldRef } }

const withMode = <T extends object>(source: T): T => ({ defaultMode: 0o644, ...source })

const withItems = <T extends { items?: readonly DownwardAPIVolumeFile[] }>(source: T): T =>
  source.items === undefined ? source : { ...source, items: source.items.map(withFieldVersion) }

const projectionDefaults = (projection: VolumeProjection): VolumeProjection => {
  const { serviceAccountToken: token, downwardAPI } = projection
  return {
    ...projection,
    ...(token && { serviceAccountToken: { expirationSeconds: 3600, ...token } }),
    ...(downwardAPI && { downwardAPI: withItems(downwardAPI) }),
  }
}

const projectedDefaults = ({ sources, ...others }: ProjectedVolumeSource): ProjectedVolumeSource =>
  withMode({ ...others, ...(sources && { sources: sources.map(projectionDefaults) }) })

/** A volume without a kind is an `emptyDir`. */
export const volumeDefaults = (volume: Volume): Volume => {
  const { hostPath, secret, configMap, downwardAPI, projected } = volume
  return {
    ...volume,
    ...(Object.keys(volume).some((kind) => kind !== 'name') ? {} : { emptyDir: {} }),
    ...(hostPath && { hostPath: { type: '', ...hostPath } }),
    ...(secret && { secret: withMode(secret) }),
    ...(configMap && { configMap: withMode(configMap) }),
    ...(downwardAPI && { downwardAPI: withMode(withItems(downwardAPI)) }),
    ...(projected && { projected: projectedDefaults(projected) }),
  }
}
