import { base64 } from '../../apimachinery/text/base64.ts'

/** Labs use wrong encodings on purpose. */
const FILTERS: Readonly<Record<string, (text: string) => string>> = {
  base64,
  wrapped: (text) => text.match(/.{1,64}/g)?.join('\n') ?? '',
  headless: (text) => text.slice(text.indexOf('\n') + 1),
}

const filtered = (text: string, filters: readonly string[]): string => {
  let result = text
  for (const name of filters) {
    const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined
    if (filter === undefined)
      throw new Error(`there is no filter ${name}; there are ${Object.keys(FILTERS).join(', ')}`)
    result = filter(result)
  }
  return result
}

const FIELD = /\{\{ *([\w.-]+) *((?:\| *[\w]+ *)*)\}\}/g

/**
 * Fills in `{{ NAME | FILTER }}`, and indents a value's further lines like its first. Throws an
 * Error for unknown names and filters.
 */
export const filledIn = (text: string, known: ReadonlyMap<string, string>): string =>
  text
    .split('\n')
    .map((line) =>
      line.replaceAll(FIELD, (_whole, name: string, pipes: string) => {
        const value = known.get(name)
        if (value === undefined)
          throw new Error(`{{ ${name} }} is unknown; use one of ${[...known.keys()].join(', ')}`)
        const filters = pipes.match(/\w+/g) ?? []
        const [indent = ''] = /^ */.exec(line) ?? []
        return filtered(value, filters).trimEnd().replaceAll('\n', `\n${indent}`)
      }),
    )
    .join('\n')
