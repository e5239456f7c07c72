import { randomUUID } from 'node:crypto'
import t from 'tap'
import { packedUid, unpackedUid } from '../../src/api/uid.ts'

void t.test('a uid is packed into its bytes, and comes back', async (t) => {
  const uids = [
    ...Array.from({ length: 50 }, () => randomUUID() as string),
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '0a0d0022-5c00-8000-8085-200920282029',
  ]
  for (const uid of uids) {
    t.equal(packedUid(uid).length, 16)
    t.equal(unpackedUid(packedUid(uid)), uid)
  }
})

void t.test('what is none is left as it is', async (t) => {
  const others = [
    '',
    'EF000000-0000-0000-0000-000000000000',
    'g0000000-0000-0000-0000-000000000000',
    '0000000000000-0000-0000-000000000000',
    '000000000-000-0000-0000-000000000000',
    '00000000-0000-0000-0000-00000000000-',
    '00000000-0000-0000-0000-0000000000000',
    '0'.repeat(36),
    '-'.repeat(36),
  ]
  for (const uid of others) {
    t.equal(packedUid(uid), uid)
    t.equal(unpackedUid(packedUid(uid)), uid)
  }
})
