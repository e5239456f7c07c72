import t from 'tap'
import type { UserInfo } from '../../../src/apimachinery/user.ts'
import { anonymous } from '../../../src/apiserver/authn/anonymous.ts'
import type { CredentialFinding } from '../../../src/apiserver/authn/authenticator.ts'
import { unionAuthenticator } from '../../../src/apiserver/authn/union.ts'
import { person } from '../authz/builders.ts'

const NOTHING = { authorization: undefined, peer: undefined }
const says = (finding: CredentialFinding) => () => finding
const ask = (...findings: CredentialFinding[]) => unionAuthenticator(findings.map(says))(NOTHING)

t.test('the first success wins, whatever failed before it', async (t) => {
  const jane = { user: person('jane', 'devs') }
  t.strictSame(ask({ error: 'bad' }, undefined, jane, { user: person('eve') }), {
    user: person('jane', 'devs', 'system:authenticated'),
  })
})

t.test('invalid credentials are rejected, unlike missing ones', async (t) => {
  t.strictSame(ask(undefined, { error: 'expired' }, { error: 'unknown' }), {
    user: undefined,
  })
  t.strictSame(ask(undefined, undefined), { user: anonymous })
})

t.test('a warning is returned with any result', async (t) => {
  const warning = 'careful'
  t.strictSame(ask({ warning }), { user: anonymous, warning })
  t.match(ask({ warning }, { user: person('jane') }), {
    user: { name: 'jane' },
    warning,
  })
  t.match(ask({ warning }, { error: 'bad' }), { user: undefined, warning })
})

t.test('a user gets system:authenticated once, unless anonymous or unauthenticated', async (t) => {
  const groupsOf = (user: UserInfo) => ask({ user }).user?.groups
  t.strictSame(groupsOf(person('a')), ['system:authenticated'])
  t.strictSame(groupsOf(person('a', 'system:authenticated', 'x')), ['system:authenticated', 'x'])
  t.strictSame(groupsOf(person('a', 'system:unauthenticated')), ['system:unauthenticated'])
  t.strictSame(groupsOf(person('system:anonymous')), [])
})
