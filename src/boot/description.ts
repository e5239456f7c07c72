import { Discovery } from '../http/endpoints/discovery.ts'
import { OpenApi } from '../http/endpoints/openapi.ts'
import type { Catalogue } from '../http/served.ts'
import { sharedOpenApi } from './openapi.ts'
import type { ValidOptions } from './options.ts'

/** What a server says of its API. */
export interface Description {
  readonly discovery: Discovery
  readonly openApi: OpenApi
}

const described = new Map<string, Description>()

/**
 * The description of what is served. All servers of a process that serve the same share one, and the documents that it has made: they
 * hang on nothing but `runtimeConfig` and the version. `version`: `v1.36.3`.
 */
export const sharedDescription = (
  catalogue: Catalogue,
  { runtimeConfig, release }: Pick<ValidOptions, 'runtimeConfig' | 'release'>,
  version: string,
): Description => {
  const key = JSON.stringify([
    version,
    Object.entries(runtimeConfig).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ])
  let description = described.get(key)
  if (description === undefined) {
    const discovery = new Discovery(catalogue)
    const { document } = sharedOpenApi(release)
    const openApi = new OpenApi(document, version, (path) => discovery.serves(path))
    description = { discovery, openApi }
    described.set(key, description)
  }
  return description
}
