import type { LoginFacts, ShownCertificate } from '../../../src/hints/facts.ts'
import { whoAreYou } from '../../../src/hints/login/who-are-you.ts'
import { clusterOf, HOUR, NOW } from '../facts.ts'
import { tells } from '../tells.ts'

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
const WHOSE = 'the connection works, but the certificate of jane that you showed'
const AGAIN = 'openssl req -new -key jane.key -subj /CN=jane/O=devs -out jane.csr'
const TOKEN =
  'the connection works, but this cluster does not know the bearer token that you sent, or it has expired. See which user of the kubeconfig it comes from.'

tells(whoAreYou, 'x509', [
  ['nothing was shown', { cluster, hasToken: false, certificate: undefined }],
  [
    'a token',
    { cluster, hasToken: true, certificate: undefined },
    TOKEN,
    'kubectl config view --minify',
  ],
  ['a good certificate', shown(undefined)],
  [
    'a good certificate and a token',
    shown(undefined, {}, true),
    TOKEN,
    'kubectl config view --minify',
  ],
  [
    'expired',
    shown('expired', {}, true),
    `${WHOSE} expired at 2030-05-06 06:08:09 UTC. Make a new request with the same key.`,
    AGAIN,
  ],
  [
    'of an administrator, whose group nobody may ask for',
    shown('expired', { commonName: 'root', organizations: ['system:masters'] }),
    'the connection works, but the certificate of root that you showed expired at 2030-05-06 06:08:09 UTC. Take the kubeconfig anew that the cluster writes for root.',
  ],
  [
    'nobody in it',
    shown('expired', { commonName: '', organizations: [] }),
    'the connection works, but the certificate that you showed expired at 2030-05-06 06:08:09 UTC. Make a new request with the same key.',
  ],
  [
    'not yet valid',
    shown('not-yet-valid'),
    `${WHOSE} is valid only from 2030-05-06 08:08:09 UTC on. Compare the clocks of this machine and of the one that signed it.`,
  ],
  [
    'of another CA',
    shown('unknown-ca'),
    `${WHOSE} was issued by kubernetes, which is not the CA of this cluster. Request a certificate here, or use the kubeconfig of its own cluster.`,
    AGAIN,
  ],
  [
    'of another CA that has the same name',
    shown('unknown-ca', { sameIssuerName: true }),
    `${WHOSE} was issued by another CA that is called kubernetes too, but has another key. Request a certificate here, or use the kubeconfig of its own cluster.`,
    AGAIN,
    'That of another cluster, or of this one before it was made anew.',
  ],
  [
    'of a server',
    shown('no-client-usage'),
    `${WHOSE} is not made for clients: it lacks the usage client auth. Request one with usages: ["client auth"] and the signer kubernetes.io/kube-apiserver-client.`,
    AGAIN,
  ],
  [
    'with two uids',
    shown('bad-uid'),
    `${WHOSE} has a subject whose uid cannot be used: it is empty, or there are several.`,
  ],
  ['damaged', shown('malformed'), `${WHOSE} cannot be read.`],
])
