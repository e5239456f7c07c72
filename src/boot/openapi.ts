/** Where the description of the API comes from. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import type { OpenApiDocument } from '../api/schema/openapi-document.ts'
import { compileSchemas, type SchemaSet } from '../api/schema/schema-compile.ts'
import { yaml } from '../api/text/yaml-package.ts'

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
  // its own anchors are few and trusted, but used often
  yaml().parse(readFileSync(SOURCE, 'utf8'), { maxAliasCount: -1 })

/** The description of the whole API, with our own extensions: what the build compiled, else openapi.yaml. Read anew at each call. */
export const loadOpenApiDocument = (): OpenApiDocument =>
  isCompiled() ? JSON.parse(readFileSync(COMPILED, 'utf8')) : readOpenApiSource()

let shared: { readonly document: OpenApiDocument; readonly schemas: SchemaSet } | undefined

/**
 * The description and its schemas. All servers of a process share them, since nothing changes them: a second one starts with a fifth
 * less work.
 */
export const sharedOpenApi = (): NonNullable<typeof shared> => {
  if (shared === undefined) {
    const document = loadOpenApiDocument()
    shared = { document, schemas: compileSchemas(document) }
  }
  return shared
}
