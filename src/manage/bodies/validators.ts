/** Finds the compiled schemas. */
import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import type { BodyName } from './bodies.ts'
import { compileSchema, SCHEMA_FILES } from './compile.ts'

export const BODY_SCHEMAS = [
  'ApproverRule',
  'ClockAdvance',
  'ClockSetting',
  'ClusterOptions',
  'ClusterWishes',
  'FaultOrder',
  'GivenSnapshot',
  'IssueRequest',
  'LabReport',
  'MoreObjects',
  'NamedClusters',
  'PageLinkWish',
  'RequestFilter',
  'User',
] as const satisfies readonly BodyName[]

const require = createRequire(import.meta.url)

/** Beside the joined files of a package. */
const PACKED = new URL('bodies/', import.meta.url)

/** In the dist of a checkout. */
const BUILT = new URL('../../../dist/bodies/', import.meta.url)

const isNewer = (file: URL, made: number): boolean => statSync(file).mtimeMs > made

/** The validator that the build compiled; undefined if there is none, or a schema of the checkout is newer. */
const compiledFile = (name: BodyName): URL | undefined => {
  const packed = new URL(`${name}.cjs`, PACKED)
  if (existsSync(packed)) return packed
  const built = new URL(`${name}.cjs`, BUILT)
  if (!existsSync(built)) return undefined
  const made = statSync(built).mtimeMs
  return SCHEMA_FILES.some((source) => isNewer(source, made)) ? undefined : built
}

const load = (name: BodyName): ValidateFunction => {
  const file = compiledFile(name)
  return file === undefined
    ? compileSchema(name)
    : (require(fileURLToPath(file)) as ValidateFunction)
}

const loaded = new Map<BodyName, ValidateFunction>()

/** The validator of a schema, loaded on first use. */
export const validatorOf = (name: BodyName): ValidateFunction => {
  const validate = loaded.get(name) ?? load(name)
  loaded.set(name, validate)
  return validate
}
