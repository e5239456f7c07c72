/** Compares the fields of `--json` output with docs/labs-format.md. */
import { documentText } from './documents.ts'

/** Returns the names of all fields, at any depth. */
const namesIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
}

/** Throws a SyntaxError for invalid JSON, and an Error if the document has no row for `command`. */
export const fieldsOf = (
  command: string,
  stdout: string,
): { readonly all: readonly string[]; readonly documented: readonly string[] } => {
  const [, section = ''] = documentText('docs/labs-format.md').split('\n## For scripts\n')
  const rows = section.split(/^- /m).slice(1)
  const row = rows.find((one) => one.split(/: /, 1)[0]!.includes(`\`${command}\``))
  if (row === undefined) throw new Error(`docs/labs-format.md does not describe ${command} --json`)
  const documented = Array.from(row.matchAll(/`(\w+)`/g), ([, name]) => name!)
  return { all: [...new Set(namesIn(JSON.parse(stdout)))], documented }
}
