import { CERTIFICATES_GROUP } from '../../../apis/certificates.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { mayListRequests } from '../may-read.ts'
import { nearest } from '../../../apimachinery/text/nearest.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'

/** What kubectl was doing that can be done again with another name. */
const AGAIN: Readonly<Record<string, string>> = {
  'kubectl certificate approve': 'kubectl certificate approve',
  'kubectl certificate deny': 'kubectl certificate deny',
  'kubectl get': 'kubectl get csr',
  'kubectl describe': 'kubectl describe csr',
}

/** A request that never was, and one whose name is nearly the same. */
export const misspeltName: Hint<RefusedFacts> = {
  id: 'misspelt-name',
  page: PAGES.signing,
  says: ({ error, verb, apiGroup, resource, name, cluster, asker, user, command }) => {
    if (error.code !== 404 || verb !== 'get' || apiGroup !== CERTIFICATES_GROUP) return undefined
    if (resource !== 'certificatesigningrequests' || error.status.details?.name !== name)
      return undefined
    // the others look whether it is there, and are content that it is not
    if (command !== '' && !Object.hasOwn(AGAIN, command)) return undefined
    if (cluster.tombstone(name) !== undefined) return undefined
    if (!mayListRequests(cluster, asker) || !mayListRequests(cluster, user)) return undefined
    const meant = nearest(name, cluster.requestNames())
    if (meant === undefined) return undefined
    const text = `there is no request ${name}, but there is one called ${meant}.`
    return command === ''
      ? { text }
      : {
          text,
          mend: 'If that was meant, write that.',
          command: `${AGAIN[command]} ${shellWord(meant)}`,
        }
  },
}
