import { unknownGroup } from '../../../src/hints/accept/unknown-group.ts'
import {
  clusterRole,
  clusterRoleBinding,
  group,
  roleBinding,
  rule,
  user,
} from '../../authz/builders.ts'
import { KUBELET, requestOf } from '../../fixtures/builders.ts'
import { clusterOf, creating, JOHN } from '../facts.ts'
import { tells } from '../tells.ts'

const bindings = [
  clusterRoleBinding('engineers', 'view', group('engineers'), user('accounting')),
  roleBinding('shop', 'sellers', 'Role/sell', group('sellers')),
  clusterRoleBinding('system', 'view', group('system:engineerz')),
]
const cluster = clusterOf({ rbac: bindings })
const subject = (...organizations: string[]) => ({
  request: requestOf({ commonName: 'emma', organizations }),
})
const near = (one: string, meant: string): string =>
  `no binding is for the group ${one} (an O of the subject), but there are bindings for ${meant}. If ${meant} was meant, make the request again.`
const why = (one: string): string => `Being in ${one} allows nothing.`
const make = (subj: string): string => `openssl req -new -key emma.key -subj ${subj} -out emma.csr`
const sending = (...organizations: string[]) =>
  creating('emma', subject(...organizations), { cluster })
const lister = (...resources: string[]) =>
  clusterOf({
    rbac: [
      ...bindings,
      clusterRole('lister', [
        rule(`list ${resources.map((name) => `rbac.authorization.k8s.io/${name}`).join(',')}`),
      ]),
      clusterRoleBinding('lister', 'lister', user('john')),
    ],
  })

tells(unknownGroup, 'rbac', [
  ['a group that has a binding', sending('engineers')],
  ['no group', sending()],
  [
    'nearly one',
    sending('enginers'),
    near('enginers', 'engineers'),
    make('/CN=emma/O=engineers'),
    why('enginers'),
  ],
  [
    'the second one, by a binding in a namespace',
    sending('engineers', 'selers', 'x'),
    near('selers', 'sellers'),
    make('/CN=emma/O=engineers/O=sellers/O=x'),
    why('selers'),
  ],
  [
    'behind one that is like none',
    sending('zzzzzz', 'enginers'),
    near('enginers', 'engineers'),
    make('/CN=emma/O=zzzzzz/O=engineers'),
    why('enginers'),
  ],
  ['like none: its binding may come later', sending('zzzzzz')],
  ['like a user, which is no group', sending('acounting')],
  ["the system's own", sending('system:enginers')],
  [
    'another signer',
    creating('emma', { ...subject('enginers'), signerName: KUBELET }, { cluster }),
  ],
  ['nothing that can be read', creating('emma', { request: '' }, { cluster })],
  [
    'a user who may not read bindings is not told of them',
    creating('emma', subject('enginers'), { cluster, user: JOHN }),
  ],
  [
    'nor one who may read half of them',
    creating('emma', subject('enginers'), { cluster: lister('clusterrolebindings'), user: JOHN }),
  ],
  [
    'nor the other half',
    creating('emma', subject('enginers'), { cluster: lister('rolebindings'), user: JOHN }),
  ],
  [
    'one who may read them all',
    creating('emma', subject('enginers'), {
      cluster: lister('clusterrolebindings', 'rolebindings'),
      user: JOHN,
    }),
    near('enginers', 'engineers'),
    make('/CN=emma/O=engineers'),
    why('enginers'),
  ],
])
