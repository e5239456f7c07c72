import { type Discovery, discoveryOf } from '../apiserver/http/endpoints/discovery.ts'
import { type OpenApi, openApiOf } from '../apiserver/http/endpoints/openapi.ts'
import type { Catalogue } from '../apiserver/http/served.ts'
import type { Release } from '../apimachinery/release/release.ts'
import { sharedOpenApi } from './openapi.ts'

interface Description {
  readonly discovery: Discovery
  readonly openApi: OpenApi
}

const described = new Map<string, Description>()

/**
 * Makes the discovery and OpenAPI documents, once for all servers of the process with the same
 * release and resources.
 */
export const sharedDescription = (catalogue: Catalogue, release: Release): Description => {
  const key = JSON.stringify([
    release.name,
    catalogue.resources.map(({ apiVersion, registry }) => [apiVersion, registry.resource.resource]),
  ])
  let description = described.get(key)
  if (description === undefined) {
    const discovery = discoveryOf(catalogue)
    const { document } = sharedOpenApi(release)
    const openApi = openApiOf(document, release.name, discovery.serves)
    description = { discovery, openApi }
    described.set(key, description)
  }
  return description
}
