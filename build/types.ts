/** Build step: joins the public types into one file, with a copy for CommonJS. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { DIST, ROOT } from './dist.ts'

const path = (name: string): string => join(ROOT, name)

const bundle = await rollup({
  input: path('src/index.ts'),
  plugins: [dts({ tsconfig: path('tsconfig.json') })],
  external: (name) => !/^[./]/.test(name),
})
const { output } = await bundle.generate({ format: 'es' })
await bundle.close()
const [{ code, imports }] = output
// users may lack these packages
if (imports.length > 0) throw new Error(`the public types refer to ${imports.join(', ')}`)
for (const name of ['index.d.ts', 'index.d.cts']) writeFileSync(new URL(name, DIST), code)
