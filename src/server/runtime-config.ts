import { isIn, type Resource, type ServedVersion } from '../apiserver/registry/resource.ts'
import type { Release } from '../apimachinery/release/release.ts'
import { OptionsError } from './options-error.ts'

/** `api/beta`, `api/alpha`, `group/version` or `group/version/resource`, each on or off. */
type RuntimeConfig = Readonly<Record<string, boolean>>

const stageOf = ({ version }: ServedVersion): 'ga' | 'beta' | 'alpha' =>
  version.includes('alpha') ? 'alpha' : version.includes('beta') ? 'beta' : 'ga'

/** Later keys take precedence. */
const keysOf = ({ group, resource }: Resource, version: ServedVersion): string[] => {
  const groupVersion = `${group}/${version.version}`
  return [`api/${stageOf(version)}`, groupVersion, `${groupVersion}/${resource}`]
}

/**
 * Returns the served versions of a resource: those that are generally available, and others that
 * the config or the release switches on (`pkg/controlplane/instance.go`,
 * DefaultAPIResourceConfigSource).
 */
export const servedVersions = (
  resource: Resource,
  config: RuntimeConfig,
  release: Release,
): ServedVersion[] => {
  if (resource.gate !== undefined && !release.has(resource.gate)) return []
  return resource.versions.filter((version) => {
    if (!isIn(version, release)) return false
    if (stageOf(version) === 'ga') return true
    const keys = keysOf(resource, version)
    const said = keys.findLast((key) => Object.hasOwn(config, key))
    return said === undefined
      ? release.servedBesides.includes(`${resource.group}/${version.version}`)
      : config[said] === true
  })
}

/** Throws OptionsError for a key that applies to no alpha or beta version. */
export const checkRuntimeConfig = (config: RuntimeConfig, resources: readonly Resource[]): void => {
  const keys = Object.keys(config)
  if (keys.length === 0) return
  const known = new Set(
    resources.flatMap((resource) =>
      resource.versions
        .filter((version) => stageOf(version) !== 'ga')
        .flatMap((version) => keysOf(resource, version)),
    ),
  )
  for (const key of keys) {
    if (known.has(key)) continue
    throw new OptionsError(
      `--runtime-config names ${JSON.stringify(key)}, but the possible names are ${[...known].sort().join(', ')}.`,
    )
  }
}
