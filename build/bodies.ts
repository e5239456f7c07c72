/**
 * Build step: compiles the schemas of the management API's bodies and of the library's options,
 * since loading ajv and compiling at run time would take 50 ms.
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { compileBodySchema, schemaCompiler } from '../src/testing/bodies/compile.ts'
import { DIST, ROOT } from './dist.ts'
import { BODY_SCHEMAS } from '../src/testing/bodies/bodies.ts'

const require = createRequire(import.meta.url)
const { default: standaloneCode } =
  require('ajv/dist/standalone') as typeof import('ajv/dist/standalone/index.js')

for (const name of BODY_SCHEMAS)
  buildSync({
    stdin: {
      contents: standaloneCode(schemaCompiler(), compileBodySchema(name)),
      resolveDir: ROOT,
    },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    outfile: fileURLToPath(new URL(`bodies/${name}.cjs`, DIST)),
  })
