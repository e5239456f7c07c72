import { JSON_MAX_DEPTH, JsonNumber, JsonSyntaxError } from './json-parse.ts'

/** Refuses a value that nests deeper than encoding/json reads, in its words. Throws JsonSyntaxError. */
export const checkDepth = (value: unknown): void => {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 1 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: current, depth } = next
    if (typeof current !== 'object' || current === null || current instanceof JsonNumber) continue
    if (depth > JSON_MAX_DEPTH) {
      const bracket = Array.isArray(current) ? '[' : '{'
      throw new JsonSyntaxError(`invalid character '${bracket}' exceeded max depth`)
    }
    // what stands first is looked at first
    for (const child of Object.values(current).toReversed())
      open.push({ value: child, depth: depth + 1 })
  }
}
