/**
 * Build step: writes the types of the kinds, from the v1 schemas of openapi.yaml, into
 * src/apis/generated, one file per group. Also writes the types of csrlab's texts and JSON schemas.
 * Nothing reads these files at run time.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { compileSchemas } from '../src/apimachinery/schema/schema-compile.ts'
import type { FieldSchema, ScalarKind, Schema } from '../src/apimachinery/schema/schema.ts'
import { loadOpenApiDocument } from '../src/server/openapi.ts'
import { writeJsonTypes } from './json-types.ts'
import { writeWordTypes } from './words.ts'

const FOLDER = new URL('../src/apis/generated/', import.meta.url)

const SCALARS: Readonly<Record<ScalarKind, string>> = {
  string: 'string',
  bytes: 'string',
  bool: 'boolean',
  int32: 'number',
  int64: 'number',
  double: 'number',
  time: 'string',
  microTime: 'string',
  quantity: 'string',
  intOrString: 'number | string',
  json: 'object',
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/** Required lists for which validation rejects null. */
const NEVER_NULL: ReadonlySet<string> = new Set(['verbs'])

const { components } = loadOpenApiDocument()
const schemas = compileSchemas({ components })

interface Group {
  readonly types: Map<string, string>
  readonly imports: Set<string>
}
const groups = new Map<string, Group>()

const typeOf = (schema: Schema, user: Group): string => {
  if (schema.type === 'scalar') return SCALARS[schema.scalar]
  if (schema.type === 'list') return `ReadonlyArray<${typeOf(schema.items, user)}>`
  if (schema.type === 'map') return `Record<string, ${typeOf(schema.values, user)}>`
  if (schema.name === META) {
    user.imports.add("import type { ObjectMeta } from '../../apimachinery/meta.ts'\n")
    return 'ObjectMeta'
  }
  const [group = '', , type = ''] = schema.name.split('.').slice(-3)
  if (addType(schema.name, group, type) !== user)
    user.imports.add(`import type { ${type} } from './${group}.d.ts'\n`)
  return type
}

const fieldText = ({ name, schema, zero }: FieldSchema, component: string, user: Group): string => {
  const { required = [], properties = {} } = components.schemas[component]!
  const { description = '', default: preset } = properties[name]!
  const mark = required.includes(name) || preset !== undefined ? '' : '?'
  const isNullable = zero === null && !NEVER_NULL.has(name)
  const type = `${typeOf(schema, user)}${isNullable ? ' | null' : ''}`
  return `  /** ${description.trim().replaceAll('*/', '*\\/')} */\n  ${name}${mark}: ${type}\n`
}

/** Adds the component's type to its group, and returns the group. */
const addType = (component: string, groupName: string, type: string): Group => {
  const group = groups.get(groupName) ?? { types: new Map(), imports: new Set() }
  groups.set(groupName, group)
  if (group.types.has(type)) return group
  // registered before its fields, for recursive types
  group.types.set(type, '')
  const { fields, byName } = schemas.forName(component)
  const isObject = byName.has('kind') && byName.has('metadata')
  if (isObject) group.imports.add("import type { KubeObject } from '../../apimachinery/meta.ts'\n")
  const own = isObject
    ? fields.filter(({ name }) => !['kind', 'apiVersion', 'metadata'].includes(name))
    : fields
  const lines = own.map((field) => fieldText(field, component, group))
  const heading = `export interface ${type}${isObject ? ' extends KubeObject' : ''}`
  group.types.set(type, `${heading} {\n${lines.join('')}}\n`)
  return group
}

for (const component of Object.keys(components.schemas)) {
  const [, group, type] = /^io\.k8s\.api\.(\w+)\.v1\.(\w+)(?<!List)$/.exec(component) ?? []
  if (group !== undefined && type !== undefined) addType(component, group, type)
}

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER)
for (const [name, { types, imports }] of groups)
  writeFileSync(new URL(`${name}.d.ts`, FOLDER), [...imports, ...types.values()].join('\n'))

writeWordTypes()
writeJsonTypes()
