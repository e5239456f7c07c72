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

/** Beside the joined files, or in the dist of a checkout. */
const COMPILED = ['bodies/', '../../../dist/bodies/'].map((path) => new URL(path, import.meta.url))

const isNewer = (file: URL, made: number): boolean =>
  existsSync(file) && statSync(file).mtimeMs > made

/** What the build compiled; undefined if there is nothing, or somebody has edited a schema since. */
const compiledFile = (name: BodyName): URL | undefined => {
  const file = COMPILED.map((folder) => new URL(`${name}.cjs`, folder)).find((url) =>
    existsSync(url),
  )
  if (file === undefined) return undefined
  const made = statSync(file).mtimeMs
  return SCHEMA_FILES.some((source) => isNewer(source, made)) ? undefined : file
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
