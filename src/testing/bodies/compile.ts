/** Compiles schemas. The build does this for the package, because ajv takes 50 ms to load. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as ajvPackage from 'ajv/dist/2020.js'
import { PACKAGE_ROOT } from '../../apimachinery/package-root.ts'
import { readYaml } from '../../apimachinery/text/yaml/files.ts'

const require = createRequire(import.meta.url)

const SCHEMA_FILES = [
  new URL('docs/management.openapi.yaml', PACKAGE_ROOT),
  new URL('program.schemas.yaml', import.meta.url),
]

interface SchemaFile {
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

/** Inlines references, so that each error contains the schema of its field. */
const withoutReferences = (schema: unknown, root: SchemaFile): unknown => {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map((one) => withoutReferences(one, root))
  if ('$ref' in schema) {
    const name = String(schema.$ref).replace('#/components/schemas/', '')
    return withoutReferences(root.components.schemas[name], root)
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, withoutReferences(value, root)]),
  )
}

let ajv: ajvPackage.Ajv2020 | undefined

/** Returns a compiler whose validators can be written to a file. */
export const schemaCompiler = (): ajvPackage.Ajv2020 => {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof ajvPackage
  return (ajv ??= new Ajv2020({
    strict: false,
    verbose: true,
    // formats are checked when the values are parsed
    validateFormats: false,
    code: { source: true },
  }))
}

let roots: readonly SchemaFile[] | undefined

export const compileBodySchema = (name: string): ajvPackage.ValidateFunction => {
  roots ??= SCHEMA_FILES.map((file) => readYaml(readFileSync(file)) as SchemaFile)
  const root = roots.find(({ components }) => Object.hasOwn(components.schemas, name))!
  return schemaCompiler().compile(
    withoutReferences(root.components.schemas[name], root) as ajvPackage.AnySchemaObject,
  )
}
