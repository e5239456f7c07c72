/** Where the description of the API comes from. */
import { readFileSync, existsSync } from 'node:fs'
import type { OpenApiDocument } from './api/openapi-document.ts'
import { yaml } from './api/yaml-package.ts'

/** Written by the build, since parsing thousands of lines of YAML at each start takes longer than starting. */
const COMPILED = new URL('openapi.json', import.meta.url)

const SOURCE = new URL('../openapi.yaml', import.meta.url)

/** Reads openapi.yaml itself, its anchors resolved. */
export const readOpenApiSource = (): OpenApiDocument =>
  // its own anchors are few and trusted, but used often
  yaml().parse(readFileSync(SOURCE, 'utf8'), { maxAliasCount: -1 })

/**
 * The description of the whole API, with our own extensions: what the build compiled, else openapi.yaml. Read anew at each call; the
 * caller keeps it.
 */
export const loadOpenApiDocument = (): OpenApiDocument =>
  existsSync(COMPILED) ? JSON.parse(readFileSync(COMPILED, 'utf8')) : readOpenApiSource()
