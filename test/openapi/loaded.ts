/** The description that a server of this checkout loads, for tests that ask it everything. */
import { loadOpenApiDocument } from '../../src/server/openapi.ts'
import { type OpenAPI, operationsOf } from './document.ts'

export const openapi = loadOpenApiDocument() as unknown as OpenAPI

export const operations = operationsOf(openapi)
