/** Source: managedfields/internal/conflict.go. */
import { goQuote } from '../text/quote.ts'
import { applyConflict, type StatusError } from '../status.ts'
import { type FieldSet, pathTexts } from './fieldset.ts'
import type { Manager, Managers } from './managers.ts'

/** Fields that would be overwritten, by manager id. */
export type Conflicts = ReadonlyMap<string, FieldSet>

const managerText = ({ name, operation, apiVersion, subresource }: Manager): string => {
  const place = subresource === '' ? '' : ` with subresource ${goQuote(subresource)}`
  return `${goQuote(name)}${place}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}

export const conflictError = (managers: Managers, conflicts: Conflicts): StatusError => {
  const parties = [...conflicts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, set]) => ({ who: managerText(managers.get(id)!), paths: pathTexts(set) }))
  const causes = parties.flatMap(({ who, paths }) =>
    paths.map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${who}`,
      field,
    })),
  )
  const [first] = causes
  if (first !== undefined && causes.length === 1) {
    return applyConflict(`Apply failed with 1 conflict: ${first.message}: ${first.field}`, causes)
  }
  const lines = parties.flatMap(({ who, paths }) => [
    `conflicts with ${who}:`,
    ...paths.map((path) => `- ${path}`),
  ])
  return applyConflict(`Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`, causes)
}
