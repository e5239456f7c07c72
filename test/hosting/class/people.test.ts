/** Names of learners, from teachers' files and hostile files. */
import t from 'tap'
import { csvText, readCsv } from '../../../src/apimachinery/text/csv.ts'
import { readPeople } from '../../../src/hosting/class/people.ts'

const people = (text: string | Buffer): unknown => readPeople(Buffer.from(text), 'p.csv', 200)
const ids = (text: string) => readPeople(Buffer.from(text), 'p.csv', 200).map(({ id }) => id)

t.test('CSV is parsed as in RFC 4180, also with semicolons or tabs', async (t) => {
  const rows = readCsv('\uFEFFa,"b ""c"", d"\r\n\r\n"two\nlines",2\nlast')
  t.same(rows, [
    { line: 1, cells: ['a', 'b "c", d'] },
    { line: 3, cells: ['two\nlines', '2'] },
    { line: 5, cells: ['last'] },
  ])
  t.same(
    readCsv('a;b\nc;d').map(({ cells }) => cells),
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  )
  t.same(readCsv('a\tb\n')[0]?.cells, ['a', 'b'])
  t.same(readCsv(''), [])
  t.throws(() => readCsv('a\n"b'), { line: 2, message: /unmatched quote/ })
  t.throws(() => readCsv('a\n\nb "c"'), { line: 3, message: /misplaced/ })
  t.throws(() => readCsv('"a"b'), { line: 1, message: /misplaced/ })
})

t.test('written files can be parsed, and contain no formulas', async (t) => {
  const rows = [
    ['plain', 'with "quotes", and\r\nlines', '김민수', 7],
    ['=1+1', '+1', '-1', '@SUM(A1)'],
    ['\tx', -3, '', 'a=b'],
  ]
  const text = csvText(rows)
  t.ok(text.endsWith('\r\n'))
  t.same(readCsv(text)[0]?.cells, ['plain', 'with "quotes", and\r\nlines', '김민수', '7'])
  t.same(readCsv(text)[1]?.cells, ["'=1+1", "'+1", "'-1", "'@SUM(A1)"])
  t.match(text, "'\tx,-3,,a=b")
})

t.test('ids are derived from names, unless the file has ids', async (t) => {
  t.same(people('Name,Group\nZoë van Dyk,red\n"Li, Ann",blue\n'), [
    { id: 'zoe-van-dyk', name: 'Zoë van Dyk' },
    { id: 'li-ann', name: 'Li, Ann' },
  ])
  t.same(people('김민수\n이영희,younghee\n'), [
    { id: 'learner-1', name: '김민수' },
    { id: 'younghee', name: '이영희' },
  ])
  t.same(ids('id,이름\nkim,김민수'), ['kim'])
  t.same(ids('constructor\n__proto__\n../../etc\n=cmd()'), ['constructor', 'proto', 'etc', 'cmd'])
  t.match(ids('ab '.repeat(20))[0], /^[a-z-]{1,35}$/)
  t.same(ids('Weiß\nŁukasz Øst\njane.doe@x.example'), ['weiss', 'lukasz-ost', 'jane-doe'])
  t.same(people('First name,Last name,Email\nJane,Doe,j@x'), [{ id: 'jane-doe', name: 'Jane Doe' }])
  t.same(people('Mail,Room\nj@x,7'), [{ id: 'j', name: 'j@x' }])
})

t.test('errors have line numbers where possible', async (t) => {
  t.throws(() => people('name\nJane\nJohn\n jane \nJané\n,x\n'), {
    name: 'LabProblem',
    message: [
      'p.csv:4: "jane" would have the id jane, like "Jane" in line 2; give each an id of its own in a second column',
      'p.csv:5: "Jané" would have the id jane, like "Jane" in line 2; give each an id of its own in a second column',
      'p.csv:6: the name is missing',
    ].join('\n'),
  })
  const cases = [
    ['Jane\nJane', /p\.csv:2: "Jane" is already in line 1/],
    ['Jane\u001b[2J', /p\.csv:1: the name "Jane\\u001b\[2J" has an invisible/],
    ['\u202Eenaj', /an invisible character/],
    ['Jane,../x', /p\.csv:1: the id "\.\.\/x" is invalid/],
    ['x'.repeat(500), /longer than 60/],
    ['a\n"b', /p\.csv:2: misplaced or unmatched quote/],
    ['', /contains no names/],
    ['name\n', /contains no names/],
    [Buffer.from([0xb1, 0xe8]), /not UTF-8/],
    [Array.from({ length: 201 }, (_, i) => `p${i}`).join('\n'), /at most 200/],
    [Buffer.alloc(1 << 21, 97), /larger than a megabyte/],
  ] as const
  for (const [text, message] of cases) t.throws(() => people(text), message)
})
