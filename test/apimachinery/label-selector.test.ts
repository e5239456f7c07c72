import t from 'tap'
import { parseLabelSelector } from '../../src/apimachinery/label-selector.ts'
import { releaseOf } from '../../src/apimachinery/release/known-releases.ts'

const parse = (text: string) => parseLabelSelector(text, releaseOf('v1.34')!)

const nullMap = (map: Record<string, string>) => Object.assign(Object.create(null), map)

t.test('a selector matches labels', async (t) => {
  const labels = nullMap({ app: 'web', n: '5', only: '' })
  for (const [matches, ...texts] of [
    [
      true,
      '',
      '   ',
      'app',
      '!other',
      'app=web',
      'app==web',
      'app = web , n=5',
      'other!=x',
      'only=',
      'app in (web,db)',
      'only in (,db)',
      'only in ()',
      'only in (x,)',
      'only in (x,,y)',
      'app notin (db)',
      'other notin (db)',
      'n>4',
      'n<6',
      '!toString',
    ],
    [
      false,
      '!app',
      'other',
      'app!=web',
      'other=',
      'app in(db)',
      'app notin (web)',
      'n>5',
      'n>4,n<5',
      'app>1',
      'other<1',
      'constructor',
      'in in (in)',
      'notin',
    ],
  ] as const)
    for (const text of texts) t.equal(parse(text).matches(labels), matches, text)
  t.equal(parse('in in (in)').matches({ in: 'in' }), true, 'a key may be named `in`')
  t.equal(parse('toString').matches({}), false, 'inherited keys are no labels')
  t.equal(
    parse('constructor=y').matches(nullMap({ constructor: 'y' })),
    true,
    'names of inherited properties are ordinary keys',
  )
})

t.test('requirements are sorted by key and their values are sets', async (t) => {
  t.same(parse('b in (y,x,y),a,!c').requirements, [
    { key: 'a', operator: 'exists', values: [] },
    { key: 'b', operator: 'in', values: ['x', 'y'] },
    { key: 'c', operator: '!', values: [] },
  ])
  t.ok(parse('').empty)
  t.notOk(parse('a').empty)
})

t.test('an even number of commas at the end of a set is valid since 1.35', async (t) => {
  const since = releaseOf('v1.35')!
  for (const text of ['a in (b,,)', 'a in (,,)', 'a notin (b,,,,)']) {
    t.throws(() => parse(text), {
      message: "unable to parse requirement: found ')', expected: ',', or identifier",
    })
    t.ok(parseLabelSelector(text, since))
  }
  for (const text of ['a in (b,,c)', 'a in (b,)', 'a in (b,,,)']) {
    t.same(parse(text).requirements, parseLabelSelector(text, since).requirements)
  }
})

t.test('a parsed selector is printed in canonical form, sorted by key', async (t) => {
  for (const text of [
    '',
    'a',
    '!a',
    'a=b',
    'a==b',
    'a!=',
    'a in (b,c)',
    'a notin ()',
    'a>1',
    'a<1',
  ]) {
    t.equal(String(parse(text)), text)
  }
  t.equal(String(parse(' b = 1,a')), 'a,b=1')
})

const NAME_TEXT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

t.test("invalid selectors get the server's errors; overlong selectors get csrlab's", async (t) => {
  const unable = 'unable to parse requirement: '
  for (const [text, message] of [
    ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['a,=', "found '=', expected: identifier after ','"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a b', `${unable}found 'b', expected: in, notin, =, ==, !=, gt, lt`],
    ['a(', `${unable}found '(', expected: in, notin, =, ==, !=, gt, lt`],
    ['!', `${unable}found '', expected: identifier`],
    ['!!a', `${unable}found '!', expected: identifier`],
    ['a=(', `${unable}found '(', expected: identifier`],
    ['a==!b', `${unable}found '!', expected: identifier`],
    ['a in x', `${unable}found 'x' expected: '('`],
    ['a in (', `${unable}found '', expected: ',', ')' or identifier`],
    ['a in (=)', `${unable}found '=', expected: ',', ')' or identifier`],
    ['a in (x', `${unable}found '', expected: ',' or ')'`],
    ['a in (x y)', `${unable}found 'y', expected: ',' or ')'`],
    ['a in (x,=)', `${unable}found '=', expected: ',', or identifier`],
    ['a in (,', `${unable}found '', expected: ',', or identifier`],
    ['a@b', `${unable}<nil>: Invalid value: "a@b": ${NAME_TEXT}`],
    [
      'a/b/c=1',
      `${unable}<nil>: Invalid value: "a/b/c": a qualified name ${NAME_TEXT.slice(10)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ],
    ['a=-', `${unable}values[0][a]: Invalid value: "-": ${VALUE_TEXT}`],
    [
      'a in (-,b,_)',
      `${unable}[values[0][a]: Invalid value: "-": ${VALUE_TEXT}, values[1][a]: Invalid value: "_": ${VALUE_TEXT}]`,
    ],
    [
      'a>x',
      `${unable}values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    [
      'a<9223372036854775808',
      `${unable}values[0]: Invalid value: "9223372036854775808": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    ['a,'.repeat(32_769), 'invalid label selector: Too long: may not be more than 65536 bytes'],
    ['é'.repeat(32_769), 'invalid label selector: Too long: may not be more than 65536 bytes'],
  ] as const) {
    t.throws(() => parse(text), { message }, text)
  }
})
