import type { OpenApiDocument } from '../apimachinery/schema/openapi-document.ts'
import { documentOfRelease } from '../apimachinery/schema/release-document.ts'
import { compileSchemas, type SchemaSet } from '../apimachinery/schema/schema-compile.ts'
import { loadCompiledYaml } from '../apimachinery/text/compiled-yaml.ts'
import type { Release } from '../apimachinery/release/release.ts'

export const OPENAPI = 'openapi.yaml'

export const loadOpenApiDocument = (): OpenApiDocument =>
  loadCompiledYaml(OPENAPI) as OpenApiDocument

interface SharedOpenApi {
  readonly document: OpenApiDocument
  readonly schemas: SchemaSet
}

let loaded: OpenApiDocument | undefined
const shared = new Map<string, SharedOpenApi>()

/** Compiles the document of a release once for all servers of the process. */
export const sharedOpenApi = (release: Release): SharedOpenApi => {
  const known = shared.get(release.name)
  if (known !== undefined) return known
  const document = documentOfRelease((loaded ??= loadOpenApiDocument()), release)
  const made = { document, schemas: compileSchemas(document) }
  shared.set(release.name, made)
  return made
}
