import { badRequest, notFound } from '../../../src/api/status.ts'
import { misspeltName } from '../../../src/hints/refused/misspelt-name.ts'
import { clusterRole, clusterRoleBinding, person, rule, user } from '../../authz/builders.ts'
import { ADMIN, clusterOf, csrOf, JOHN, NOW, type Refusal, refused } from '../facts.ts'
import { tells } from '../tells.ts'

const CSR = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' }
const WORDS = 'get certificates.k8s.io/certificatesigningrequests'
const requests = [csrOf('jane'), csrOf('a-much-longer-name')]
const cluster = clusterOf({ requests })
const asking = (command: string, more: Refusal = {}, words = WORDS) =>
  refused(words, {
    user: ADMIN,
    name: 'jnae',
    error: notFound(CSR, 'jnae'),
    cluster,
    command,
    ...more,
  })
const TEXT = 'there is no request jnae, but there is one called jane.'
const AGAIN = `${TEXT} If that was meant, write that.`
const lister = clusterOf({
  requests,
  rbac: [
    clusterRole('lister', [rule('list certificates.k8s.io/certificatesigningrequests')]),
    clusterRoleBinding('lister', 'lister', user('john')),
  ],
})
const grave = { uid: '', at: NOW, by: 'ann', cleaned: undefined, certificateEnds: undefined }

tells(misspeltName, 'signing', [
  ['approving', asking('kubectl certificate approve'), AGAIN, 'kubectl certificate approve jane'],
  ['denying', asking('kubectl certificate deny'), AGAIN, 'kubectl certificate deny jane'],
  ['looking', asking('kubectl get'), AGAIN, 'kubectl get csr jane'],
  ['looking closer', asking('kubectl describe'), AGAIN, 'kubectl describe csr jane'],
  ['another client', asking(''), TEXT],
  [
    'who may list them',
    asking('kubectl get', { user: JOHN, cluster: lister }),
    AGAIN,
    'kubectl get csr jane',
  ],
  ['who may not is told of none', asking('kubectl get', { user: JOHN })],
  [
    'nor who may, but acts for somebody who may not',
    asking('kubectl get', { user: person('eve'), asker: ADMIN }),
  ],
  ['a command that is content that it is not there', asking('kubectl apply')],
  ['a name of every object', asking('constructor')],
  ['one like none', asking('kubectl get', { name: 'zoe', error: notFound(CSR, 'zoe') })],
  [
    'one that was there, which is told otherwise',
    asking('kubectl get', { cluster: clusterOf({ requests, graves: { jnae: grave } }) }),
  ],
  ['another refusal', asking('kubectl get', { error: badRequest('no') })],
  ['the error is about something else', asking('kubectl get', { error: notFound(CSR, 'x') })],
  ['a change', asking('kubectl get', {}, 'update certificates.k8s.io/certificatesigningrequests')],
  ['another resource', asking('kubectl get', {}, 'get core/pods')],
  [
    'one of that name in another group',
    asking('kubectl get', {}, 'get example.com/certificatesigningrequests'),
  ],
])
