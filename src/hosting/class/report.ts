/** What the csrlab of a learner tells the class: which outcomes are there. It is believed, as far as it can be read. Pure. */
import type { Checked } from '../../teaching/labs/check-lab.ts'

/** The data of the ConfigMap that it is written to. */
export interface Report {
  /** ids of outcomes, with blanks in between */
  readonly met: string
}

/** A longer one is no report of ours. */
const MAX_LENGTH = 4096

export const reportOf = (checked: readonly Checked[]): Report => ({
  met: checked
    .filter(({ finding }) => finding === undefined)
    .map(({ outcome }) => outcome.id)
    .join(' '),
})

/** Of the outcomes `ids` those that a report tells of; undefined: nobody has reported anything. */
export const metIn = (data: unknown, ids: readonly string[]): ReadonlySet<string> | undefined => {
  const met: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'met') : ''
  if (typeof met !== 'string' || met.length > MAX_LENGTH || met === '') return undefined
  const said = new Set(met.split(' '))
  return new Set(ids.filter((id) => said.has(id)))
}
