import { cleanUp } from '../../../resources/certificates/csr/clean-up.ts'
import { hintWords } from '../../words/words.ts'
import { fetchCommand } from '../commands.ts'
import type { ReadHint } from '../facts.ts'
import { lifetimeText } from '../time.ts'

const SOON_MS = 20 * 60_000

export const soonGone: ReadHint = {
  id: 'soon-gone',
  page: 'requests',
  says: ({ csr, command, cluster }) => {
    if (command !== 'kubectl get') return undefined
    const due = cleanUp(csr, cluster.release)
    const left = (due?.at ?? Infinity) - cluster.now()
    if (due === undefined || left > SOON_MS) return undefined
    const { name = '' } = csr.metadata
    const when =
      left <= 0 ? 'at the next sweep' : `in about ${lifetimeText(Math.round(left / 60_000) * 60)}`
    const text = `${name} will be cleaned up ${when}, because ${hintWords().cleanUps[due.state]}.`
    return (csr.status.certificate ?? '') === ''
      ? { text }
      : { text, mend: 'Save its certificate.', command: fetchCommand(name) }
  },
}
