/** Writes types from JSON schemas: labs, management API, library options and data of classes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readYaml } from '../src/apimachinery/text/yaml/files.ts'

interface JsonSchema {
  readonly $ref?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly items?: JsonSchema
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema | true>>
  readonly additionalProperties?: JsonSchema | false
}

type Schemas = Readonly<Record<string, JsonSchema>>

const PLAIN: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
}

const keyOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1)

const typeName = (key: string): string => key[0]!.toUpperCase() + key.slice(1)

/** `optional`: text after the type of each optional property, such as ` | undefined`. */
const typesOf = (schemas: Schemas, optional = ''): string => {
  /**
   * Merges the schema that `$ref` names: `required` and `properties` are united, other own keywords
   * win. A property `true` stands for the named schema's property.
   */
  const merged = ({ $ref, ...own }: JsonSchema): JsonSchema => {
    if ($ref === undefined) return own
    const named = merged(schemas[keyOf($ref)]!)
    const properties = Object.entries({ ...named.properties, ...own.properties }).map(
      ([name, schema]) => [name, schema === true ? named.properties![name]! : schema],
    )
    return {
      ...named,
      ...own,
      required: [...(named.required ?? []), ...(own.required ?? [])],
      properties: Object.fromEntries(properties),
    }
  }

  const objectType = ({ properties = {}, required = [], additionalProperties }: JsonSchema) => {
    if (additionalProperties) return `Readonly<Record<string, ${typeOf(additionalProperties)}>>`
    const fields = Object.entries(properties as Schemas).map(([name, schema]) => {
      const { description } = schema
      const comment = description === undefined ? '' : `/** ${description.trim()} */\n`
      const isRequired = required.includes(name)
      const key = /^\w+$/.test(name) ? name : JSON.stringify(name)
      return `${comment}readonly ${key}${isRequired ? '' : '?'}: ${typeOf(schema)}${isRequired ? '' : optional}\n`
    })
    if (fields.length > 0) return `{\n${fields.join('')}}`
    return additionalProperties === false ? 'Readonly<Record<string, never>>' : 'object'
  }

  const typeOf = (given: JsonSchema): string => {
    if (given.$ref !== undefined && given.properties === undefined)
      return typeName(keyOf(given.$ref))
    const schema = merged(given)
    const values = schema.const === undefined ? schema.enum : [schema.const]
    if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' | ')
    const types = [schema.type ?? []].flat().map((type) => {
      if (type === 'array') return `ReadonlyArray<${typeOf(schema.items!)}>`
      return type === 'object' ? objectType(schema) : PLAIN[type]!
    })
    return types.join(' | ') || 'unknown'
  }

  const types = Object.entries(schemas).map(([key, schema]) => {
    const type = typeOf(schema)
    const { description } = schema
    return `${description === undefined ? '' : `/** ${description} */\n`}export ${type.startsWith('{') ? `interface ${typeName(key)}` : `type ${typeName(key)} =`} ${type}\n`
  })
  const names = Object.keys(schemas).map(typeName)
  const all = names.map((name) => `readonly ${name}: ${name}\n`).join('')
  return [...types, `/** All types by name. */\nexport interface Described {\n${all}}\n`].join('\n')
}

const write = (room: string, file: string, schemas: Schemas, optional?: string): void => {
  const folder = new URL(`../src/${room}/generated/`, import.meta.url)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL(file, folder), typesOf(schemas, optional))
}

const read = (path: string): unknown =>
  readYaml(readFileSync(new URL(`../${path}`, import.meta.url)))

const schemasIn = (path: string): Schemas =>
  (read(path) as { readonly components: { readonly schemas: Schemas } }).components.schemas

export const writeJsonTypes = (): void => {
  const lab = read('labs/lab.schema.json') as JsonSchema & { readonly $defs: Schemas }
  write('teaching', 'lab.d.ts', { ...lab.$defs, labSource: lab })
  write('testing', 'bodies.d.ts', schemasIn('docs/management.openapi.yaml'))
  write(
    'testing',
    'program.d.ts',
    schemasIn('src/testing/bodies/program.schemas.yaml'),
    ' | undefined',
  )
}
