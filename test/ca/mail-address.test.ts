import t from 'tap'
import { isMailAddress } from '../../src/ca/mail-address.ts'

void t.test("addresses as Go's net/mail takes them", async (t) => {
  const good = [
    'jane@example.com',
    'j.d+x@example.com',
    '"jane doe"@example.com',
    String.raw`"a\"b"@example.com`,
    'jane@localhost',
    'jane@[127.0.0.1]',
    'jane@[::1]',
    'jürgen@exämple.com',
    ' jane@example.com\t',
    'Jane Doe <jane@example.com>',
    '"Doe, Jane" <jane@example.com>',
    '<jane@example.com>',
  ]
  for (const address of good) t.ok(isMailAddress(address), address)
  const bad = [
    '',
    'nobody',
    '@example.com',
    'jane@',
    '.jane@example.com',
    'jane.@example.com',
    'ja..ne@example.com',
    'jane@example..com',
    'jane@.example.com',
    'jane@[example.com]',
    '""@example.com',
    'jane doe@example.com',
    'jane@example.com, joe@example.com',
    'Jane <jane@example.com> x',
    'Doe, Jane <jane@example.com>',
    'Jane <nobody>',
    'a'.repeat(50_000),
    `${'a '.repeat(50_000)}<`,
  ]
  for (const address of bad) t.notOk(isMailAddress(address), address.slice(0, 40))
})
