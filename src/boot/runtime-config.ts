/** `--runtime-config`: which versions of the API are served, in the words of kube-apiserver's flag of that name. */
import type { Resource, ServedVersion } from '../registry/resource.ts'
import { switches } from './option-parsers.ts'
import { OptionsError } from './options-error.ts'

/** `api/beta`, `api/alpha`, `group/version` or `group/version/resource`, each on or off. */
export type RuntimeConfig = Readonly<Record<string, boolean>>

const FORM = 'write it like certificates.k8s.io/v1alpha1=true,certificates.k8s.io/v1beta1=false'

/** A key without a value is on. */
export const runtimeConfig = switches(FORM, { bare: true })

const stageOf = ({ version }: ServedVersion): 'ga' | 'beta' | 'alpha' =>
  version.includes('alpha') ? 'alpha' : version.includes('beta') ? 'beta' : 'ga'

/** The keys that decide about a version of a resource, from the weakest to the strongest. */
const keysOf = ({ group, resource }: Resource, version: ServedVersion): string[] => {
  const groupVersion = `${group}/${version.version}`
  return [`api/${stageOf(version)}`, groupVersion, `${groupVersion}/${resource}`]
}

/**
 * The versions under which a resource is served. Those that are generally available always are: nothing works without them.
 */
export const servedVersions = (resource: Resource, config: RuntimeConfig): ServedVersion[] =>
  resource.versions.filter((version) => {
    const keys = keysOf(resource, version)
    const said = keys.findLast((key) => Object.hasOwn(config, key))
    return said === undefined ? version.offByDefault !== true : config[said] === true
  })

/** Throws OptionsError for a key that decides about nothing. */
export const checkRuntimeConfig = (config: RuntimeConfig, resources: readonly Resource[]): void => {
  const known = new Set(
    resources.flatMap((resource) =>
      resource.versions
        .filter((version) => stageOf(version) !== 'ga')
        .flatMap((version) => keysOf(resource, version)),
    ),
  )
  for (const key of Object.keys(config)) {
    if (known.has(key)) continue
    throw new OptionsError(
      `--runtime-config names ${JSON.stringify(key)}, but what can be switched is ${[...known].sort().join(', ')}.`,
    )
  }
}
