/** Compares the fields of `--json` output with docs/labs-format.md. */
import { documentText } from './documents.ts'

/** Returns the names of fields at any depth. */
const namesIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
}

/**
 * Returns undocumented fields. Throws an Error if `command` is undocumented or prints no fields.
 */
export const undocumented = (command: string, stdout: string): string[] => {
  const [, section = ''] = documentText('docs/labs-format.md').split('\n## For scripts\n')
  const rows = section.split(/^- /m).slice(1)
  const row = rows.find((one) => one.split(/: /, 1)[0]!.includes(`\`${command}\``))
  if (row === undefined) throw new Error(`docs/labs-format.md does not describe ${command} --json`)
  const documented = new Set(Array.from(row.matchAll(/`(\w+)`/g), ([, name]) => name!))
  const fields = namesIn(JSON.parse(stdout))
  if (fields.length === 0) throw new Error(`${command} --json prints no fields`)
  return fields.filter((field) => !documented.has(field))
}
