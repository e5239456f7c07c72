/** A step of the build: turns openapi.yaml into the openapi.json that is loaded at each start. */
import { writeFileSync } from 'node:fs'
import { readOpenApiSource } from '../src/boot/openapi.ts'

writeFileSync(new URL('../dist/openapi.json', import.meta.url), JSON.stringify(readOpenApiSource()))
