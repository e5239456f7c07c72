/** A learner's report of met outcomes, which the class trusts. Pure. */
import type { Checked } from '../../teaching/labs/check-lab.ts'

/** The data of a report's ConfigMap. */
export interface ClassReport {
  /** ids of outcomes, separated by blanks */
  readonly met: string
}

const MAX_LENGTH = 4096

export const reportOf = (checked: readonly Checked[]): ClassReport => ({
  met: checked
    .filter(({ finding }) => finding === undefined)
    .map(({ outcome }) => outcome.id)
    .join(' '),
})

/** Returns those of `ids` that a report contains; undefined: no report. */
export const metIn = (data: unknown, ids: readonly string[]): ReadonlySet<string> | undefined => {
  const met: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'met') : ''
  if (typeof met !== 'string' || met.length > MAX_LENGTH || met === '') return undefined
  const said = new Set(met.split(' '))
  return new Set(ids.filter((id) => said.has(id)))
}
