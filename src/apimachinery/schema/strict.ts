/** Errors of strict field validation, which are warnings with `Warn`. */
import { isJsonObject } from '../text/json.ts'
import { goQuote } from '../text/quote.ts'
import type { Schema, StructSchema } from './schema.ts'

/** Limit of sigs.k8s.io/json. */
const MAX_ERRORS = 100

const unknownText = (path: string): string => `unknown field ${goQuote(path)}`

class Walker {
  readonly errors = new Set<string>()
  readonly #duplicates: ReadonlySet<string>
  constructor(duplicates: ReadonlySet<string>) {
    this.#duplicates = duplicates
  }

  walk(schema: Schema, value: unknown, path: string): void {
    if (schema.type === 'list') {
      if (!Array.isArray(value)) return
      value.forEach((item, index) => this.walk(schema.items, item, `${path}[${index}]`))
    } else if (schema.type !== 'scalar' && isJsonObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        const itemPath = path === '' ? key : `${path}.${key}`
        const itemSchema = schema.type === 'map' ? schema.values : schema.byName.get(key)?.schema
        if (itemSchema === undefined) this.errors.add(unknownText(itemPath))
        else {
          if (this.#duplicates.has(itemPath))
            this.errors.add(`duplicate field ${goQuote(itemPath)}`)
          this.walk(itemSchema, item, itemPath)
        }
      }
    }
  }
}

/**
 * Returns strict errors in document order, without duplicates, 100 at most: `unknown field
 * "spec.colour"`, `duplicate field "metadata.name"`. `unknown` comes from decodeObject,
 * `duplicates` from parseJson; duplicates inside unknown fields and raw JSON do not count.
 */
export const strictErrors = (
  schema: StructSchema,
  json: unknown,
  unknown: readonly string[],
  duplicates: readonly string[],
): string[] => {
  if (duplicates.length === 0)
    return unknown.length === 0 ? [] : [...new Set(unknown.map(unknownText))].slice(0, MAX_ERRORS)
  const walker = new Walker(new Set(duplicates))
  walker.walk(schema, json, '')
  return [...walker.errors].slice(0, MAX_ERRORS)
}
