/** A step of the build: turns openapi.yaml into the openapi.json that is loaded at each start. */
import { writeFileSync } from 'node:fs'
import { readOpenApiSource } from './openapi.ts'

writeFileSync(new URL('openapi.json', import.meta.url), JSON.stringify(readOpenApiSource()))
