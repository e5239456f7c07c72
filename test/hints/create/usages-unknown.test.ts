import { usagesUnknown } from '../../../src/hints/create/usages-unknown.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const sending = (...usages: string[]) => creating('x', { usages })

tells(usagesUnknown, 'signers', [
  ['those that there are', sending('client auth', 's/mime', 'any')],
  ['none', sending()],
  [
    'as openssl writes it',
    sending('clientAuth'),
    'there is no usage "clientAuth": write "client auth".',
  ],
  [
    'with a hyphen, behind one that there is',
    sending('server auth', 'client-auth'),
    'there is no usage "client-auth": write "client auth".',
  ],
  [
    'behind one that is like none',
    sending('swimming', 'digital_signature'),
    'there is no usage "digital_signature": write "digital signature".',
  ],
  ['like none', sending('swimming')],
])
