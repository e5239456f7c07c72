import t from 'tap'
import {
  configKeyErrors,
  dns1035LabelErrors,
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  dns1035Name,
  labelName,
  labelValueErrors,
  pathSegmentErrors,
  pathSegmentName,
  portNumberErrors,
  qualifiedNameErrors,
  subdomainName,
} from '../../src/apimachinery/names.ts'
import { releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import { stopwatch } from '../fixtures/processor-time.ts'

const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const QUALIFIED_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const LABEL_VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

for (const [what, check, vectors] of [
  [
    'a DNS label',
    dns1123LabelErrors,
    [
      ['a'],
      ['0-a'],
      ['a'.repeat(63)],
      ['a'.repeat(64), 'must be no more than 63 characters'],
      ['', LABEL_TEXT],
      ['A', LABEL_TEXT],
      ['-a', LABEL_TEXT],
      ['a-', LABEL_TEXT],
      ['a.b', 'must not contain dots'],
      ['a\n', LABEL_TEXT],
      ['é'.repeat(32), 'must be no more than 63 characters', LABEL_TEXT],
    ],
  ],
  [
    'a DNS subdomain',
    dns1123SubdomainErrors,
    [
      ['example.com'],
      ['a'.repeat(253)],
      ['a'.repeat(254), 'must be no more than 253 characters'],
      ['a..b', SUBDOMAIN_TEXT],
      ['.a', SUBDOMAIN_TEXT],
      ['A_b', SUBDOMAIN_TEXT],
    ],
  ],
  [
    'a DNS-1035 label',
    dns1035LabelErrors,
    [
      ['web-1'],
      [
        '1-web',
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    ],
  ],
  [
    'a qualified name',
    (value: string) => qualifiedNameErrors(value, releaseOf('v1.34')!),
    [
      ['app'],
      ['example.com/App_1.x'],
      ['constructor'],
      ['a b', `name part ${QUALIFIED_TEXT}`],
      ['', 'name part must be non-empty', `name part ${QUALIFIED_TEXT}`],
      ['/a', 'prefix part must be non-empty'],
      [
        'Example.com/',
        `prefix part ${SUBDOMAIN_TEXT}`,
        'name part must be non-empty',
        `name part ${QUALIFIED_TEXT}`,
      ],
      [
        'a/b/c',
        `a qualified name ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ],
      ['x'.repeat(64), 'name part must be no more than 63 characters'],
      ['__proto__', `name part ${QUALIFIED_TEXT}`],
    ],
  ],
  [
    'a label key (since 1.35)',
    (value: string) => qualifiedNameErrors(value, releaseOf('v1.35')!),
    [
      [
        'a/b/c',
        `a valid label key ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ],
      ['x'.repeat(64), 'name part must be no more than 63 bytes'],
      [`${'p'.repeat(254)}/a`, 'prefix part must be no more than 253 bytes'],
    ],
  ],
  [
    'a label value (since 1.35)',
    (value: string) => labelValueErrors(value, releaseOf('v1.35')!),
    [['x'.repeat(64), 'must be no more than 63 bytes']],
  ],
  [
    'a label value',
    (value: string) => labelValueErrors(value, releaseOf('v1.34')!),
    [
      [''],
      ['My_value.1'],
      ['x'.repeat(64), 'must be no more than 63 characters'],
      ['-x', LABEL_VALUE_TEXT],
    ],
  ],
  [
    'a key of a ConfigMap',
    configKeyErrors,
    [
      ['.dockerconfigjson'],
      ['tls.crt'],
      [
        'a b',
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ],
      ['.', "must not be '.'"],
      ['..', "must not be '..'"],
      ['..a', "must not start with '..'"],
    ],
  ],
] as const) {
  t.test(`${what} is validated with the server's error texts`, async (t) => {
    for (const [value, ...errors] of vectors) t.same(check(value), errors, JSON.stringify(value))
  })
}

t.test('a port is a nonzero 16-bit number', async (t) => {
  for (const port of [1, 443, 65_535]) t.same(portNumberErrors(port), [])
  for (const port of [0, -1, 65_536]) {
    t.same(portNumberErrors(port), ['must be between 1 and 65535, inclusive'])
  }
})

t.test('a name must fit into one path segment', async (t) => {
  t.same(pathSegmentErrors('system:node:a B'), [])
  t.same(pathSegmentErrors('.'), ["may not be '.'"])
  t.same(pathSegmentErrors('..'), ["may not be '..'"])
  t.same(pathSegmentErrors('a/b%c'), ["may not contain '/'", "may not contain '%'"])
  t.same(pathSegmentErrors('..', true), [], 'a prefix is followed by more')
  t.same(pathSegmentErrors('a/', true), ["may not contain '/'"])
})

t.test('a generateName may end in a dash, unlike a DNS name', async (t) => {
  t.same(subdomainName('web-', true), [])
  t.same(subdomainName('web-', false), [SUBDOMAIN_TEXT])
  t.same(labelName('web-', true), [])
  t.same(dns1035Name('web-', true), [])
  t.same(labelName(`${'a'.repeat(63)}-`, true), [], 'the last two characters count as one')
  t.same(labelName('-', true), [LABEL_TEXT], 'a lone dash is not a prefix')
  t.same(pathSegmentName('a%', true), ["may not contain '%'"])
})

t.test('validating a name of a megabyte is cheap', async (t) => {
  const spent = stopwatch()
  const keyErrors = (value: string) => qualifiedNameErrors(value, releaseOf('v1.34')!)
  for (const check of [dns1123LabelErrors, dns1123SubdomainErrors, keyErrors]) {
    check(`${'a-'.repeat(500_000)}!`)
    check(`${'a.'.repeat(500_000)}!`)
  }
  t.ok(spent() < 2000, 'no pattern backtracks badly')
})
