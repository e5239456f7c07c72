import { nearest } from '../../../apimachinery/text/nearest.ts'
import { onRefusedCsr } from '../about.ts'
import { mayReadRequests } from '../may-read.ts'
import { shellWord } from '../shell.ts'

/**
 * The command that the hint suggests, by the kubectl command that failed. There is no hint for
 * `kubectl apply`, because it normally looks for a request that does not exist yet.
 */
const REPEATED: ReadonlyMap<string, string> = new Map([
  ['kubectl certificate approve', 'kubectl certificate approve'],
  ['kubectl certificate deny', 'kubectl certificate deny'],
  ['kubectl get', 'kubectl get csr'],
  ['kubectl describe', 'kubectl describe csr'],
])

export const misspeltName = onRefusedCsr({
  codes: [404],
  id: 'misspelt-name',
  page: 'signing',
  says: ({ error, verb, name, cluster, asker, user, command }) => {
    if (verb !== 'get' || error.status.details?.name !== name) return undefined
    const repeated = REPEATED.get(command)
    if (command !== '' && repeated === undefined) return undefined
    if (cluster.tombstone(name) !== undefined) return undefined
    if (!mayReadRequests(cluster, asker) || !mayReadRequests(cluster, user)) return undefined
    const meant = nearest(name, cluster.requestNames())
    if (meant === undefined) return undefined
    const text = `there is no request ${name}, but there is a request ${meant}.`
    return repeated === undefined
      ? { text }
      : {
          text,
          mend: `If you meant ${meant}, use that name.`,
          command: `${repeated} ${shellWord(meant)}`,
        }
  },
})
