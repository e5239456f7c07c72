import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import type { Requester } from '../../apiserver/client/call.ts'
import type { Checked } from './check-lab.ts'
import type { Lab } from './lab.ts'

/** Longer texts are cut, since a finding may quote a whole object; in UTF-16 units. */
const LONGEST = 500

const cut = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || '-'

/**
 * Shows a lab on the cluster's page; `checked` is undefined before the first check. Ignores error
 * responses, because the cluster may have no page. Rejects with NoAnswer.
 */
export const reportLab = async (
  { name, title, outcomes }: Pick<Lab, 'name' | 'title' | 'outcomes'>,
  requester: Requester,
  checked?: readonly Checked[],
): Promise<void> => {
  const told = outcomes.map(({ id, says, notYet }, i) => {
    const outcome = { id, says: cut(says) }
    if (checked === undefined) return outcome
    const finding = checked[i]?.finding
    if (finding === undefined) return { ...outcome, met: true }
    const { is, wanted } = finding
    return { ...outcome, met: false, notYet: cut(notYet), is: cut(is), wanted: cut(wanted) }
  })
  await requester.inject('PUT', `${MANAGEMENT_PATH}/lab`, { name, title, outcomes: told })
}
