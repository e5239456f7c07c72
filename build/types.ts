/** Build step: joins the public types into one file, with a copy for CommonJS. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const ROOT = new URL('../', import.meta.url)
const path = (name: string): string => fileURLToPath(new URL(name, ROOT))

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
for (const name of ['dist/index.d.ts', 'dist/index.d.cts']) writeFileSync(path(name), code)
