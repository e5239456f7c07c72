import t from 'tap'
import { userOfClaims } from '../../src/authn/service-account.ts'

const claims = { aud: [], exp: 1, iat: 0, iss: 'x', jti: 'id', nbf: 0, sub: 'x' }

t.test('the user of a token has what the token says, and nothing that it does not', (t) => {
  const named = userOfClaims({
    ...claims,
    'kubernetes.io': { namespace: 'work', serviceaccount: { name: 'robot' } },
  })
  t.strictSame(
    { ...named, extra: { ...named.extra } },
    {
      name: 'system:serviceaccount:work:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:work'],
      extra: { 'authentication.kubernetes.io/credential-id': ['JTI=id'] },
    },
  )
  t.notOk('uid' in named)
  const known = userOfClaims({
    ...claims,
    'kubernetes.io': { namespace: 'work', serviceaccount: { name: 'robot', uid: 'u1' } },
  })
  t.equal(known.uid, 'u1')
  t.end()
})
