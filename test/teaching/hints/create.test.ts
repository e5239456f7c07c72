import { lifetime } from '../../../src/teaching/hints/create/lifetime.ts'
import { masters } from '../../../src/teaching/hints/create/masters.ts'
import { nameTaken } from '../../../src/teaching/hints/create/name-taken.ts'
import { keptByServer, setByServer } from '../../../src/teaching/hints/create/set-by-server.ts'
import { signerMalformed } from '../../../src/teaching/hints/create/signer-malformed.ts'
import { signerMissing } from '../../../src/teaching/hints/create/signer-missing.ts'
import { specMissing } from '../../../src/teaching/hints/create/spec-missing.ts'
import { usagesMissing } from '../../../src/teaching/hints/create/usages-missing.ts'
import { usagesUnknown } from '../../../src/teaching/hints/create/usages-unknown.ts'
import { keyFingerprint, requestIn } from '../../../src/teaching/hints/key-of.ts'
import { p384 } from '../../ca/builders.ts'
import { CLIENT, KUBELET, requestOf, SERVING } from '../../fixtures/builders.ts'
import {
  ADMIN,
  asJohn,
  asking,
  changing,
  clusterOf,
  creating,
  csrOf,
  JOHN,
  subject,
} from './facts.ts'
import { tells } from './tells.ts'

const EMPTY = creating('x', { request: '', signerName: '', usages: [] })

const without = (...fields: string[]): ReturnType<typeof creating> => {
  const facts = creating('x')
  const spec = Object.entries(facts.csr.spec).filter(([name]) => !fields.includes(name))
  return { ...facts, csr: { ...facts.csr, spec: Object.fromEntries(spec) as never } }
}

{
  const tooShort = (asked: number) =>
    `expirationSeconds is in seconds, and ${asked} is below the minimum of 600. Write 600 for ten minutes, 86400 for a day, or leave it out.`

  tells(lifetime, 'requests', [
    ['no lifetime requested', creating('jane')],
    ['ten minutes, the minimum', asking(600)],
    ['one second less than the minimum', asking(599), tooShort(599)],
    ['zero', asking(0), tooShort(0)],
    ['three years', asking(94_608_000)],
    ['too short, with a custom signer', asking(60, 86_400, 'example.com/mine'), tooShort(60)],
    ['a text instead of a number', asking('24h' as unknown as number)],
  ])
}

{
  const TEXT =
    'no certificate is allowed for O=system:masters. Make the request without it, and bind cluster-admin instead.'
  const WHY = 'That group bypasses authorization, and no role can restrict it.'
  tells(masters, 'signers', [
    ['another group', creating('root', subject('root', 'devs'))],
    [
      'system:masters among other groups',
      creating('root', subject('root', 'devs', 'system:masters')),
      TEXT,
      'kubectl create clusterrolebinding root-admin --clusterrole=cluster-admin --user=root',
      WHY,
    ],
    [
      'a user name with shell characters',
      creating('root', subject("o'root", 'system:masters')),
      TEXT,
      "kubectl create clusterrolebinding 'o'\\''root-admin' --clusterrole=cluster-admin --user='o'\\''root'",
      WHY,
    ],
    [
      'no user name for a binding',
      creating('root', subject('', 'system:masters')),
      TEXT,
      undefined,
      WHY,
    ],
  ])
}

{
  const existing = csrOf('jane')
  const OTHER = requestOf({ key: p384 })
  const fingerprint = (request: string) =>
    keyFingerprint(requestIn(csrOf('', { request }))!.publicKey.spki)
  const another = [
    'the request jane exists with another key, so its certificate will not work with your key. Replace that request with yours.',
    'kubectl replace --force -f jane.yaml',
    `SHA-256 of that key is ${fingerprint(existing.spec.request!)}, of yours ${fingerprint(OTHER)}.`,
  ] as const
  const reader = asJohn(['get certificates.k8s.io/certificatesigningrequests'])

  tells(nameTaken, 'tutorial', [
    ['an unused name', creating('jane')],
    [
      'the same key',
      creating('jane', {}, { existing }),
      'the request jane exists with the same key, so there is no need to send it again. Look at it.',
      'kubectl get csr jane',
    ],
    ['another key', creating('jane', { request: OTHER }, { existing }), ...another],
    [
      'a user who may read the request',
      creating('jane', { request: OTHER }, { existing, ...reader }),
      ...another,
    ],
    [
      'a user who may not read the request',
      creating('jane', { request: OTHER }, { existing, user: JOHN }),
    ],
    ['an unreadable new request', creating('jane', { request: '' }, { existing })],
    [
      'an unreadable stored request',
      creating('jane', {}, { existing: csrOf('jane', { request: '' }) }),
    ],
  ])
}

{
  const sending = (signerName: string) => creating('x', { signerName })
  const FORM =
    'a signer name is a domain, a slash, and a path of lower-case letters, digits, hyphens and dots'

  tells(signerMalformed, 'signers', [
    ['a running signer', sending(CLIENT)],
    ['a valid name of no signer', sending('example.com/mine')],
    ['no name, which has its own hint', sending('')],
    ['no domain', sending('kube-apiserver-client'), `${FORM}: write ${CLIENT}.`],
    ['no domain, and an incomplete name', sending('kube-apiserver'), `${FORM}: write ${CLIENT}.`],
    [
      'no domain, and a typo',
      sending('kubelet-servin'),
      `${FORM}: write kubernetes.io/kubelet-serving.`,
    ],
    ['no domain, and an unknown name', sending('mine'), `${FORM}, such as ${CLIENT}.`],
    ['underscores', sending('kubernetes.io/kube_apiserver_client'), `${FORM}: write ${CLIENT}.`],
    [
      'capital letters',
      sending('kubernetes.io/Kube-Apiserver-Client'),
      `${FORM}: write ${CLIENT}.`,
    ],
    [
      'capital letters in a custom domain',
      sending('Example.com/mine'),
      `${FORM}, such as ${CLIENT}.`,
    ],
    [
      'a misspelt custom signer',
      creating(
        'x',
        { signerName: 'Example.com/mine' },
        { cluster: clusterOf({ signers: ['example.com/mine'] }) },
      ),
      `${FORM}: write example.com/mine.`,
    ],
    ['blanks', sending('kubernetes.io/kube apiserver client'), `${FORM}: write ${CLIENT}.`],
    ['two slashes', sending('a.b/c/d'), `${FORM}, such as ${CLIENT}.`],
    [
      'the default of v1beta1',
      sending('kubernetes.io/legacy-unknown'),
      `certificates.k8s.io/v1 does not accept kubernetes.io/legacy-unknown: write ${CLIENT}.`,
    ],
  ])
}

{
  const TEXT =
    'spec.signerName is missing: for clients of the API server, it is kubernetes.io/kube-apiserver-client.'
  const WHY =
    'For a node, it is kubernetes.io/kube-apiserver-client-kubelet; for the TLS port of a kubelet, kubernetes.io/kubelet-serving.'
  tells(signerMissing, 'signers', [
    ['a signer is named', creating('x')],
    ['an unknown signer', creating('x', { signerName: 'example.com/mine' })],
    ['an empty signer name', creating('x', { signerName: '' }), TEXT, undefined, WHY],
    ['no signer name', without('signerName'), TEXT, undefined, WHY],
    ['an empty spec', EMPTY],
  ])
}

{
  const TEXT = 'spec is empty: put request, signerName and usages there, indented below spec.'

  tells(specMissing, 'tutorial', [
    ['all three fields', creating('x')],
    ['none of the fields', EMPTY, TEXT],
    ['only a request', creating('x', { signerName: '', usages: [] })],
    ['only a signer', creating('x', { request: '', usages: [] })],
    ['only usages', creating('x', { request: '', signerName: '' })],
  ])
}

{
  const write = (purpose: string, usages: string) =>
    `spec.usages is missing: for ${purpose}, write usages: [${usages}].`

  tells(usagesMissing, 'signers', [
    ['a usage', creating('x', { usages: ['server auth'] })],
    [
      'neither usages nor a signer',
      without('usages', 'signerName'),
      write('a client of the API server', '"client auth"'),
    ],
    [
      'no usages, for a client',
      creating('x', { usages: [] }),
      write('a client of the API server', '"client auth"'),
    ],
    [
      'no usages, for a kubelet',
      creating('x', { usages: [], signerName: KUBELET }),
      write("a kubelet's client", '"digital signature", "key encipherment", "client auth"'),
    ],
    [
      "no usages, for a kubelet's server",
      creating('x', { usages: [], signerName: SERVING }),
      write("a kubelet's server", '"digital signature", "key encipherment", "server auth"'),
    ],
    ['an empty spec', EMPTY],
  ])
}

{
  const sending = (...usages: string[]) => creating('x', { usages })

  tells(usagesUnknown, 'signers', [
    ['valid usages', sending('client auth', 's/mime', 'any')],
    ['no usages', sending()],
    [
      'a usage in the notation of openssl',
      sending('clientAuth'),
      'there is no usage "clientAuth": write "client auth".',
    ],
    [
      'a usage with a hyphen, after a valid usage',
      sending('server auth', 'client-auth'),
      'there is no usage "client-auth": write "client auth".',
    ],
    [
      'a misspelt usage, after an unknown usage',
      sending('swimming', 'digital_signature'),
      'there is no usage "digital_signature": write "digital signature".',
    ],
    ['an unknown usage', sending('swimming')],
  ])
}

{
  const TEXT = (fields: string) =>
    `your ${fields} not kept: csrlab and a real cluster set these fields from who sends the request. Remove them from the manifest.`
  const WHY = 'User and groups of the certificate come from the subject of the CSR.'
  const both = { username: 'bob', groups: ['devs'] }
  const own = { username: ADMIN.name, groups: ADMIN.groups.toReversed(), uid: '' }
  const stored = csrOf('jane', own)

  tells(setByServer, 'requests', [
    ['the values of the sender, in an exported manifest', creating('jane', own)],
    ['no values', creating('jane', { username: '', groups: [] })],
    ['both', creating('jane', both), TEXT('spec.username and spec.groups are'), undefined, WHY],
    [
      'a group',
      creating('jane', { ...own, groups: ['system:masters', 'x'] }),
      TEXT('spec.groups is'),
      undefined,
      WHY,
    ],
  ])
  tells(keptByServer, 'requests', [
    ['the stored values', changing(stored, stored)],
    ['no spec', changing(stored, { ...stored, spec: undefined } as unknown as typeof stored)],
    [
      'another user',
      changing(stored, csrOf('jane', { ...own, username: 'bob' })),
      TEXT('spec.username is'),
      undefined,
      WHY,
    ],
  ])
}
