/** Where the description of the API comes from. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import type { OpenApiDocument } from '../api/schema/openapi-document.ts'
import { documentOfRelease } from '../api/schema/release-document.ts'
import { compileSchemas, type SchemaSet } from '../api/schema/schema-compile.ts'
import type { Release } from '../release/release.ts'
import { readYaml } from '../api/text/yaml/files.ts'

/** This module was joined with others into a file of dist, where the compiled description lies beside it. */
const JOINED = existsSync(new URL('../openapi.yaml', import.meta.url))

const ROOT = new URL(JOINED ? '../' : '../../', import.meta.url)

const SOURCE = new URL('openapi.yaml', ROOT)

/** Written by the build, since parsing thousands of lines of YAML at each start takes longer than starting. */
const COMPILED = new URL('dist/openapi.json', ROOT)

/** Whether {@link COMPILED} says what openapi.yaml says: in a checkout somebody may have edited it since the build. */
const isCompiled = (): boolean =>
  existsSync(COMPILED) && (JOINED || statSync(COMPILED).mtimeMs >= statSync(SOURCE).mtimeMs)

/** Reads openapi.yaml itself, its anchors resolved. */
export const readOpenApiSource = (): OpenApiDocument =>
  readYaml(readFileSync(SOURCE)) as OpenApiDocument

/** The description of the whole API, with our own extensions: what the build compiled, else openapi.yaml. Read anew at each call. */
export const loadOpenApiDocument = (): OpenApiDocument =>
  isCompiled() ? JSON.parse(readFileSync(COMPILED, 'utf8')) : readOpenApiSource()

export interface SharedOpenApi {
  readonly document: OpenApiDocument
  readonly schemas: SchemaSet
}

let loaded: OpenApiDocument | undefined
const shared = new Map<string, SharedOpenApi>()

/**
 * The description of a release and its schemas. All servers of a process that are of the same share them, since nothing changes them: a
 * second one starts with a fifth less work.
 */
export const sharedOpenApi = (release: Release): SharedOpenApi => {
  const known = shared.get(release.name)
  if (known !== undefined) return known
  const document = documentOfRelease((loaded ??= loadOpenApiDocument()), release)
  const made = { document, schemas: compileSchemas(document) }
  shared.set(release.name, made)
  return made
}
