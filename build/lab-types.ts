/** The type of a lab.yaml, from its JSON schema, in src/teaching/generated. */
import { readFileSync, writeFileSync } from 'node:fs'

interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly items?: JsonSchema
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema | true>>
  readonly additionalProperties?: JsonSchema | false
}

const PLAIN: Readonly<Record<string, string>> = { string: 'string', integer: 'number' }

export const writeLabTypes = (): void => {
  const root = JSON.parse(
    readFileSync(new URL('../labs/lab.schema.json', import.meta.url), 'utf8'),
  ) as JsonSchema & { readonly $defs: Readonly<Record<string, JsonSchema>> }

  const merged = ({ $ref, ...own }: JsonSchema): JsonSchema => {
    if ($ref === undefined) return own
    const named = merged(root.$defs[$ref.slice('#/$defs/'.length)]!)
    return {
      ...named,
      ...own,
      required: [...(named.required ?? []), ...(own.required ?? [])],
      // true stands for what the named schema says
      properties: Object.fromEntries(
        Object.entries({ ...named.properties, ...own.properties }).map(([name, schema]) => [
          name,
          schema === true ? named.properties![name]! : schema,
        ]),
      ),
    }
  }

  const objectType = ({ properties = {}, required = [], additionalProperties }: JsonSchema) => {
    if (additionalProperties) return `Readonly<Record<string, ${typeOf(additionalProperties)}>>`
    const fields = Object.entries(properties).map(
      ([name, schema]) =>
        `readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema as JsonSchema)}\n`,
    )
    return fields.length === 0 ? 'object' : `{\n${fields.join('')}}`
  }

  const typeOf = (given: JsonSchema): string => {
    const schema = merged(given)
    const values = schema.const === undefined ? schema.enum : [schema.const]
    if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' | ')
    return [schema.type ?? []]
      .flat()
      .map((type) => {
        if (type === 'array') return `ReadonlyArray<${typeOf(schema.items!)}>`
        return type === 'object' ? objectType(schema) : PLAIN[type]!
      })
      .join(' | ')
  }

  writeFileSync(
    new URL('../src/teaching/generated/lab.d.ts', import.meta.url),
    `export interface LabSource ${typeOf(root)}\n`,
  )
}
