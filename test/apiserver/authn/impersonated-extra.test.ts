import t from 'tap'
import { extraFault } from '../../../src/apiserver/authn/impersonated-extra.ts'

t.test('invalid keys and values of extra cannot be impersonated', async (t) => {
  for (const [extra, fault] of [
    [{ 'example.com/team': ['a', 'mutant'], 'example.com/scopes': [] }, undefined],
    [{ '': ['a'] }, 'impersonating the empty string key in extra is not allowed'],
    ...['team', '/team', 'example.com/'].map(
      (key) =>
        [
          { [key]: ['a'] },
          `impersonating an invalid key in extra is not allowed: extra.key: Invalid value: ${JSON.stringify(key)}: must be a domain-prefixed path (such as "acme.io/foo")`,
        ] as const,
    ),
    [
      { 'example.com/scopes': ['a', ''] },
      'impersonating the empty string value in extra is not allowed',
    ],
    [
      { 'example.com/Team': ['a'] },
      'impersonating a non-lowercase key in extra is not allowed: "example.com/Team"',
    ],
  ] as const)
    t.equal(extraFault(extra), fault)
  t.match(extraFault({ 'a b': ['a'] }), /^impersonating an invalid key in extra is not allowed: /)
})
