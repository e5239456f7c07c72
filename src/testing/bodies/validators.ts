import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { ValidateFunction } from 'ajv'
import type { BodyName } from './bodies.ts'
import { compileBodySchema } from './compile.ts'

const require = createRequire(import.meta.url)

/** Compiles the schema if the build has not done so. */
const load = (name: BodyName): ValidateFunction => {
  const file = new URL(`bodies/${name}.cjs`, import.meta.url)
  return existsSync(file)
    ? (require(fileURLToPath(file)) as ValidateFunction)
    : compileBodySchema(name)
}

const loaded = new Map<BodyName, ValidateFunction>()

export const validatorOf = (name: BodyName): ValidateFunction => {
  const validate = loaded.get(name) ?? load(name)
  loaded.set(name, validate)
  return validate
}
