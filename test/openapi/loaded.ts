/** The OpenAPI document as a server of this checkout loads it. */
import { loadOpenApiDocument } from '../../src/server/openapi.ts'
import { type OpenAPI, operationsOf } from './document.ts'

export const openapi = loadOpenApiDocument() as unknown as OpenAPI

export const operations = operationsOf(openapi)
