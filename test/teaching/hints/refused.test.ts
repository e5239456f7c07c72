import { badRequest, notFound } from '../../../src/apimachinery/status.ts'
import type { LoginFacts, ShownCertificate } from '../../../src/teaching/hints/facts.ts'
import { whoAreYou } from '../../../src/teaching/hints/login/who-are-you.ts'
import { anonymousRefused } from '../../../src/teaching/hints/refused/anonymous.ts'
import { misspeltName } from '../../../src/teaching/hints/refused/misspelt-name.ts'
import { wasDeleted } from '../../../src/teaching/hints/refused/was-deleted.ts'
import type { Tombstone } from '../../../src/teaching/hints/bounded-map.ts'
import { person } from '../../apiserver/authz/builders.ts'
import {
  ADMIN,
  asJohn,
  clusterOf,
  csrOf,
  grave,
  HOUR,
  JOHN,
  NOW,
  type Refusal,
  refused,
} from './facts.ts'
import { tells } from './tells.ts'

const CSR = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' }

{
  const user = person('system:anonymous', 'system:unauthenticated')

  tells(anonymousRefused, 'authentication', [
    [
      'an anonymous user',
      refused('list core/pods', { user }),
      'you are not authenticated: the request had no client certificate and no token. Check your kubeconfig.',
      'npx csrlab doctor',
      'You are system:anonymous. kubectl sends only certificates of CAs that the server trusts.',
    ],
    ['an authenticated user', refused('list core/pods')],
    ['another refusal', refused('list core/pods', { user, error: badRequest('no') })],
  ])
}

{
  const requests = [csrOf('jane'), csrOf('a-much-longer-name')]
  const cluster = clusterOf({ requests })
  const asking = (command: string, more: Refusal = {}) =>
    refused('get certificates.k8s.io/certificatesigningrequests', {
      user: ADMIN,
      name: 'jnae',
      error: notFound(CSR, 'jnae'),
      cluster,
      command,
      ...more,
    })
  const TEXT = 'there is no request jnae, but there is a request jane.'
  const AGAIN = `${TEXT} If you meant jane, use that name.`
  const lister = asJohn(['list certificates.k8s.io/certificatesigningrequests'], { requests })

  tells(misspeltName, 'signing', [
    ['approving', asking('kubectl certificate approve'), AGAIN, 'kubectl certificate approve jane'],
    ['denying', asking('kubectl certificate deny'), AGAIN, 'kubectl certificate deny jane'],
    ['kubectl get', asking('kubectl get'), AGAIN, 'kubectl get csr jane'],
    ['kubectl describe', asking('kubectl describe'), AGAIN, 'kubectl describe csr jane'],
    ['another client', asking(''), TEXT],
    [
      'shown to users who may list requests',
      asking('kubectl get', lister),
      AGAIN,
      'kubectl get csr jane',
    ],
    ['not shown to users who may not list requests', asking('kubectl get', { user: JOHN })],
    [
      'not shown to permitted users who impersonate a user without permission',
      asking('kubectl get', { user: person('eve'), asker: ADMIN }),
    ],
    ['a command that accepts missing objects', asking('kubectl apply')],
    ['a command with the name of a JavaScript property', asking('constructor')],
    ['an unknown name', asking('kubectl get', { name: 'zoe', error: notFound(CSR, 'zoe') })],
    [
      'a deleted request, which has its own hint',
      asking('kubectl get', { cluster: clusterOf({ requests, graves: { jnae: grave } }) }),
    ],
    ['another refusal', asking('kubectl get', { error: badRequest('no') })],
    ['an error about another object', asking('kubectl get', { error: notFound(CSR, 'x') })],
    ['a write', asking('kubectl get', { verb: 'update' })],
  ])
}

{
  const asking = (tombstone: Partial<Tombstone> = {}, more: Refusal = {}) =>
    refused('get certificates.k8s.io/certificatesigningrequests', {
      name: 'late',
      error: notFound(CSR, 'late'),
      cluster: clusterOf({ graves: { late: { ...grave, at: NOW - HOUR, ...tombstone } } }),
      ...more,
    })
  const DELETED = 'there was a request late; ann deleted it at 2030-05-06 06:08:09 UTC.'
  const WORKS = ' Its certificate still works until 2030-05-06 08:08:09 UTC.'

  tells(wasDeleted, 'requests', [
    ['the request never existed', asking({}, { cluster: clusterOf() })],
    ['a user deleted the request', asking(), DELETED],
    ['deleted, with a valid certificate', asking({ certificateEnds: NOW + HOUR }), DELETED + WORKS],
    ['deleted, with an expired certificate', asking({ certificateEnds: NOW }), DELETED],
    [
      'the cleaner deleted the request',
      asking({
        cleaned: 'issued requests are kept for an hour',
        certificateEnds: NOW + HOUR,
      }),
      `there was a request late; it was cleaned up at 2030-05-06 06:08:09 UTC, because issued requests are kept for an hour.${WORKS}`,
    ],
    ...['apply', 'create', 'delete', 'replace', 'wait'].map(
      (verb) =>
        [
          `kubectl ${verb} expects that the request may be missing`,
          asking({}, { command: `kubectl ${verb}` }),
        ] as const,
    ),
    ['kubectl get', asking({}, { command: 'kubectl get' }), DELETED],
    ['another missing object', asking({}, { error: notFound(CSR, 'other') })],
    ['another error', asking({}, { error: badRequest('no') })],
  ])
}

{
  const cluster = clusterOf()
  const shown = (
    problem: ShownCertificate['problem'],
    more: Partial<ShownCertificate> = {},
    hasToken = false,
  ): LoginFacts => ({
    cluster,
    hasToken,
    certificate: {
      commonName: 'jane',
      organizations: ['devs'],
      notBefore: NOW + HOUR,
      notAfter: NOW - HOUR,
      issuer: 'kubernetes',
      problem,
      sameIssuerName: false,
      ...more,
    },
  })
  const WHOSE = 'TLS works, but the client certificate of jane'
  const AGAIN = 'openssl req -new -key jane.key -subj /CN=jane/O=devs -out jane.csr'
  const TOKEN =
    'TLS works, but the bearer token is unknown here or has expired. Find the entry in your kubeconfig that contains it.'

  tells(whoAreYou, 'x509', [
    ['no credentials', { cluster, hasToken: false, certificate: undefined }],
    [
      'a token',
      { cluster, hasToken: true, certificate: undefined },
      TOKEN,
      'kubectl config view --minify',
    ],
    ['a valid certificate', shown(undefined)],
    [
      'a valid certificate and a token',
      shown(undefined, {}, true),
      TOKEN,
      'kubectl config view --minify',
    ],
    [
      'an expired certificate',
      shown('expired', {}, true),
      `${WHOSE} expired at 2030-05-06 06:08:09 UTC. Make a new request with the same key.`,
      AGAIN,
    ],
    [
      'an expired certificate of an administrator',
      shown('expired', { commonName: 'root', organizations: ['system:masters'] }),
      'TLS works, but the client certificate of root expired at 2030-05-06 06:08:09 UTC. Get a new kubeconfig from the cluster.',
    ],
    [
      'an expired certificate without a CN',
      shown('expired', { commonName: '', organizations: [] }),
      'TLS works, but the client certificate expired at 2030-05-06 06:08:09 UTC. Make a new request with the same key.',
    ],
    [
      'a certificate that is not yet valid',
      shown('not-yet-valid'),
      `${WHOSE} is valid only from 2030-05-06 08:08:09 UTC on. Compare the clocks of this machine and of the one that signed the certificate.`,
    ],
    [
      'a certificate of another CA',
      shown('unknown-ca'),
      `${WHOSE} was issued by kubernetes, which is not the CA of this cluster. Request a certificate here, or use the kubeconfig of the cluster that issued yours.`,
      AGAIN,
    ],
    [
      'a certificate of another CA with the same name',
      shown('unknown-ca', { sameIssuerName: true }),
      `${WHOSE} was issued by another CA with the same name, kubernetes, but another key. Request a certificate here, or use the kubeconfig of the cluster that issued yours.`,
      AGAIN,
      'It is the CA of another cluster, or of this one before it was recreated.',
    ],
    [
      'a server certificate',
      shown('no-client-usage'),
      `${WHOSE} lacks the usage client auth. Request one with usages: ["client auth"] and the signer kubernetes.io/kube-apiserver-client.`,
      AGAIN,
    ],
    ['an unreadable certificate', shown('malformed')],
  ])
}
