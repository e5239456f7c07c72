import { frozenSpec } from '../../../src/hints/edit/frozen-spec.ts'
import { keyOf } from '../../../src/hints/key-of.ts'
import { p384 } from '../../ca/builders.ts'
import { requestOf } from '../../fixtures/builders.ts'
import { changing, csrOf } from '../facts.ts'
import { tells } from '../tells.ts'

const stored = csrOf('jane', { expirationSeconds: 600 })
const sending = (spec: Parameters<typeof csrOf>[1]) =>
  changing(stored, csrOf('jane', { expirationSeconds: 600, ...spec }))
const dropped = (fields: string): string =>
  `the spec of a request cannot change after it was created, so your new ${fields} dropped. Send yours in its place.`
const AGAIN = 'kubectl replace --force -f jane.yaml'
const OTHER = requestOf({ key: p384 })
const sameKey = requestOf({ commonName: 'john' })
const withoutSpec = (spec: object | undefined) =>
  changing(stored, { ...stored, spec } as typeof stored)

tells(frozenSpec, 'requests', [
  ['nothing of it', sending({})],
  ['who sent it, which is no field of theirs', sending({ username: 'mallory' })],
  ['a spec that was left out', withoutSpec(undefined)],
  ['an empty one', withoutSpec({})],
  ['the usages', sending({ usages: ['server auth'] }), dropped('spec.usages is'), AGAIN],
  ['the signer', sending({ signerName: 'a.b/c' }), dropped('spec.signerName is'), AGAIN],
  [
    'the lifetime and the usages, in the order of the spec',
    sending({ usages: [], expirationSeconds: 601 }),
    dropped('spec.expirationSeconds and spec.usages are'),
    AGAIN,
  ],
  [
    'the request, with another key',
    sending({ request: OTHER }),
    dropped('spec.request is'),
    AGAIN,
    `The request that is there holds another key (SHA-256 ${keyOf(stored)}, yours is ${keyOf(csrOf('', { request: OTHER }))}).`,
  ],
  [
    'the request, with the same key',
    sending({ request: sameKey }),
    dropped('spec.request is'),
    AGAIN,
  ],
  [
    'the request, and it cannot be read',
    sending({ request: 'AAAA' }),
    dropped('spec.request is'),
    AGAIN,
  ],
  [
    'one that could never be read',
    changing(csrOf('jane', { request: 'AAAA' }), csrOf('jane')),
    dropped('spec.request is'),
    AGAIN,
  ],
])
