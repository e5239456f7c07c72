import t from 'tap'
import { PAGES } from '../../../src/teaching/hints/pages.ts'
import {
  encodeCommand,
  fetchCommand,
  fileOf,
  replaceCommand,
  requestCommand,
} from '../../../src/teaching/hints/commands.ts'
import { type HintText, renderHints, renderHint } from '../../../src/teaching/hints/hint.ts'
import { materialOf } from '../../../src/teaching/hints/material.ts'
import { fieldsUnknown } from '../../../src/teaching/hints/request-fields.ts'
import { nearestSigner } from '../../../src/teaching/hints/signer-advice.ts'
import { shortName, subjectOption } from '../../../src/teaching/hints/grant.ts'
import { lifetimeText, utcTime } from '../../../src/teaching/hints/time.ts'
import { requestPem } from '../../ca/builders.ts'
import { base64 } from '../../fixtures/builders.ts'

t.test('lifetimes are shown in words, and times in UTC', async (t) => {
  const lifetimes = [
    [0, '0 seconds'],
    [1, '1 second'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [90, '90 seconds'],
    [600, '10 minutes'],
    [3600, '1 hour'],
    [5400, '90 minutes'],
    [86_400, '1 day'],
    [90_000, '25 hours'],
    [86_401, 'about 24 hours'],
    [86_399, '86399 seconds'],
    [100_000_000, 'about 1157 days'],
    [31_536_000, '365 days'],
  ] as const
  for (const [seconds, text] of lifetimes) t.equal(lifetimeText(seconds), text, `${seconds} s`)
  t.equal(utcTime(Date.UTC(2030, 4, 6, 7, 8, 9, 999)), '2030-05-06 07:08:09 UTC')
})

t.test('commands quote their words', async (t) => {
  t.equal(encodeCommand("a'b"), "base64 < 'a'\\''b' | tr -d '\\n'")
  t.equal(
    fetchCommand('a b'),
    "kubectl get csr 'a b' -o jsonpath='{.status.certificate}' | base64 -d > 'a b'.crt",
  )
  t.equal(replaceCommand('a'), 'kubectl replace --force -f a.yaml')
  t.equal(replaceCommand('a b'), 'kubectl replace --force -f request.yaml')
  const make = (commonName: string, organizations: string[] = [], more = {}) =>
    requestCommand('f', { commonName, organizations }, more)
  t.equal(make('jane'), 'openssl req -new -key f.key -subj /CN=jane -out f.csr')
  t.equal(
    make('jane', ['a', 'b'], { newKey: true, names: 'DNS:n' }),
    'openssl req -new -newkey rsa:2048 -nodes -keyout f.key -subj /CN=jane/O=a/O=b -addext subjectAltName=DNS:n -out f.csr',
  )
  t.equal(make('', ['a']), 'openssl req -new -key f.key -subj /O=a -out f.csr')
  t.equal(make('a/b\\c+d'), "openssl req -new -key f.key -subj '/CN=a\\/b\\\\c\\+d' -out f.csr")
  t.equal(make('j', ['ü']), "openssl req -new -key f.key -utf8 -subj '/CN=j/O=ü' -out f.csr")
  t.notMatch(
    make('jane', ['a', 'system:masters']),
    /masters/,
    'system:masters is left out, because the API rejects it',
  )
  t.equal(
    make(' ~'),
    "openssl req -new -key f.key -subj '/CN= ~' -out f.csr",
    'printable ASCII needs no -utf8',
  )
})

t.test('file and user names in commands are valid', async (t) => {
  for (const name of ['a', 'A-b_c.9', '9']) t.equal(fileOf(name), name)
  for (const name of ['', 'a b', '-a', '.a', 'a/b', 'ä', 'a\n']) t.equal(fileOf(name), 'request')
  t.equal(shortName('a:b:c'), 'c')
  t.equal(shortName('a'), 'a')
  const option = (name: string) => subjectOption({ kind: 'User', name })
  t.equal(option('system:serviceaccount:a:b'), '--serviceaccount=a:b')
  t.equal(option('system:serviceaccount:a:$(b)'), "--serviceaccount='a:$(b)'")
  for (const user of [
    'x:system:serviceaccount:a:b',
    'system:serviceaccount:a:b:c',
    'system:serviceaccount::b',
    'jane',
  ])
    t.equal(option(user), `--user=${user}`)
})

t.test('the nearest signer is the one whose path needs the fewest edits', async (t) => {
  const near = ['xybc', 'abd'].map((name) => `kubernetes.io/${name}`)
  t.equal(nearestSigner('kubernetes.io/abc', new Set(near)), near[1])
})

t.test('unknown fields of a request are found', async (t) => {
  const kept = { username: 'a', uid: 'b', groups: [], extra: {} }
  t.same(fieldsUnknown({ kind: 'x', status: {}, spec: { request: '', ...kept } }), [])
  t.same(fieldsUnknown({ size: 1, spec: { color: 1 } }), ['size', 'spec.color'])
  t.same(fieldsUnknown({ spec: null }), [])
})

t.test('a hint is one line: text, reason, command and link', async (t) => {
  const full = (hintText: HintText) => renderHint(hintText, { form: 'full', page: 'rbac' })
  const short = (hintText: HintText) => renderHint(hintText, { form: 'short', page: 'rbac' })
  t.equal(full({ text: 'So it is.' }), `So it is. (see ${PAGES.rbac})`)
  t.equal(full({ text: 'Do it.', command: 'x y' }), `Do it: x y (see ${PAGES.rbac})`)
  t.equal(full({ text: 'a\x1b.b' }), `a\\x1b.b (see ${PAGES.rbac})`)
  const whole = { text: 'So it is.', why: 'Because.', mend: 'Do it.', command: 'x y' }
  t.equal(full(whole), `So it is. Because. Do it: x y (see ${PAGES.rbac})`)
  t.equal(short(whole), 'So it is. Do it: x y')
  t.equal(short({ text: 'So it is.', why: 'Because.' }), 'So it is.')
  const failures: unknown[] = []
  const bug = new Error('a bug')
  const throwing = {
    id: 'bad',
    page: 'rbac' as const,
    says: () => {
      throw bug
    },
  }
  const speaking = { id: 'good', page: 'rbac' as const, says: (text: string) => ({ text }) }
  const silent = { id: 'silent', page: 'rbac' as const, says: () => undefined }
  t.same(
    renderHints([throwing, silent, speaking, speaking], 'x', {
      form: 'full',
      report: (...failure) => failures.push(failure),
    }),
    Array(2).fill(`x (see ${PAGES.rbac})`),
    'a failing hint affects nothing else',
  )
  t.same(failures, [[bug, 'bad']])
})

t.test('other content in place of a CSR is recognized', async (t) => {
  const kinds = [
    ['', { kind: 'empty' }],
    [' \n', { kind: 'empty' }],
    ['a.csr', { kind: 'file-name', name: 'a.csr' }],
    ['x/a-b_c.key\n', { kind: 'file-name', name: 'x/a-b_c.key' }],
    ['a b.csr', { kind: 'unknown' }],
    ['a.txt', { kind: 'unknown' }],
    ['.csrx', { kind: 'unknown' }],
    [requestPem(), { kind: 'request' }],
    [base64('a.csr'), { kind: 'unknown' }],
    [base64('long.csr'), { kind: 'base64', inner: { kind: 'file-name', name: 'long.csr' } }],
    [base64(base64('nothing of the kind')), { kind: 'unknown' }],
    [
      base64(base64(base64(requestPem()))),
      {
        kind: 'base64',
        inner: { kind: 'base64', inner: { kind: 'base64', inner: { kind: 'request' } } },
      },
    ],
    [base64(base64(base64(base64(requestPem())))), { kind: 'unknown' }],
  ] as const
  for (const [text, material] of kinds)
    t.same(materialOf(Buffer.from(text)), material, text.slice(0, 20))
  t.same(
    materialOf(Buffer.from(base64(`${requestPem()}${'\n'.repeat(48 * 1024)}`))),
    {
      kind: 'unknown',
    },
    'too long to be a request that was encoded twice',
  )
})
