import { nameIsNotUser } from '../../../src/hints/learn/name-is-not-user.ts'
import { requestOf, SERVING } from '../../fixtures/builders.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

tells(nameIsNotUser, 'x509', [
  ['the name is the user', creating('jane')],
  [
    'the name is another one',
    creating('jane-request'),
    'the request is called jane-request, but the user will be jane, the CN of its subject.',
    undefined,
    'Bind roles to --user=jane.',
  ],
  [
    'a user whom a shell would take apart',
    creating('j', { request: requestOf({ commonName: 'jane doe' }) }),
    'the request is called j, but the user will be jane doe, the CN of its subject.',
    undefined,
    "Bind roles to --user='jane doe'.",
  ],
  ['a name that is not known yet', creating('')],
  ['nobody in the subject', creating('x', { request: requestOf({ commonName: '' }) })],
  ['a signer that is not for users', creating('x', { signerName: SERVING })],
  ['nothing that can be read', creating('x', { request: '' })],
])
