import t from 'tap'
import { createCertificateAuthority } from '../../src/ca/authority.ts'
import { SigningError } from '../../src/ca/errors.ts'
import { issueIdentity, type NewIdentity } from '../../src/ca/identity.ts'
import { countingEntropy, fixedClock } from './builders.ts'

const clock = fixedClock()
const authority = await createCertificateAuthority({
  clock,
  entropy: countingEntropy(),
  keyType: 'p256',
})

const jane: NewIdentity = {
  clock,
  commonName: 'jane',
  usages: ['client auth', 'digital signature'],
  seconds: 3600,
}

t.test('unknown usages, invalid addresses and an expired CA are errors', async (t) => {
  await t.rejects(issueIdentity(authority, { ...jane, usages: ['x'] }), SigningError)
  await t.rejects(
    issueIdentity(authority, { ...jane, sans: { ip: ['x'] } }),
    new TypeError('not an IP address: x'),
  )
  await t.rejects(
    issueIdentity(authority, { ...jane, clock: fixedClock(authority.notAfter) }),
    SigningError,
  )
})
