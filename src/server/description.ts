import { Discovery } from '../apiserver/http/endpoints/discovery.ts'
import { OpenApi } from '../apiserver/http/endpoints/openapi.ts'
import type { Catalogue } from '../apiserver/http/served.ts'
import type { Release } from '../apimachinery/release/release.ts'
import { sharedOpenApi } from './openapi.ts'

/** The discovery and OpenAPI documents of a server. */
interface Description {
  readonly discovery: Discovery
  readonly openApi: OpenApi
}

const described = new Map<string, Description>()

/**
 * The description of what is served. All servers of a process that serve the same share one, and
 * the documents that it has made: they hang on nothing but that and the version. `version`:
 * `v1.36.3`.
 */
export const sharedDescription = (
  catalogue: Catalogue,
  release: Release,
  version: string,
): Description => {
  const key = JSON.stringify([
    version,
    catalogue.resources.map(({ apiVersion, registry }) => [apiVersion, registry.resource.resource]),
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
