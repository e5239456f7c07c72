import t from 'tap'
import { decodePem, decodePemBlocks, encodePem } from '../../src/ca/pem.ts'
import { stopwatch } from '../fixtures/processor-time.ts'

const DER = Buffer.from(
  'some bytes that take more than one line of sixty-four columns, do they not',
)
const PEM = encodePem('THING', DER)
const [first = '', ...rest] = PEM.split('\n')
const body = rest.slice(0, -2).join('\n')

t.test('a block is written in 64 columns with LF', async (t) => {
  t.equal(
    encodePem('X', Buffer.alloc(49, 0xff)),
    `-----BEGIN X-----\n${'/'.repeat(64)}\n/w==\n-----END X-----\n`,
  )
  t.equal(
    encodePem('X', Buffer.alloc(48)),
    `-----BEGIN X-----\n${'A'.repeat(64)}\n-----END X-----\n`,
  )
  t.equal(encodePem('X', Buffer.alloc(0)), '-----BEGIN X-----\n-----END X-----\n')
})

t.test('a block is found in text, after invalid blocks, and with unusual whitespace', async (t) => {
  const found = [
    ['alone', PEM],
    ['without a newline at the end', PEM.trimEnd()],
    ['amid text', `a note\n${PEM}another\n`],
    ['with CRLF', PEM.replaceAll('\n', '\r\n')],
    ['with blanks after the dashes', PEM.replaceAll('-----\n', '----- \t\n')],
    [
      'with blanks and empty lines in the body',
      `${first}\n\n \t${body.replaceAll('\n', ' \n\t ')}\n\n-----END THING-----\n`,
    ],
    [
      'with the whole body on one line',
      `${first}\n${body.replaceAll('\n', '')}\n-----END THING-----\n`,
    ],
    [
      'with short lines',
      `${first}\n${body.replaceAll('\n', '').replace(/.{10}/g, '$&\n')}\n-----END THING-----\n`,
    ],
    ['after a BEGIN line without END', `-----BEGIN OTHER-----\nAAAA\n${PEM}`],
    ['after a block with bad base64', `-----BEGIN OTHER-----\nA*==\n-----END OTHER-----\n${PEM}`],
    [
      'after a block with an extra character',
      `-----BEGIN OTHER-----\nAAAAA\n-----END OTHER-----\n${PEM}`,
    ],
    [
      'after a block with different labels',
      `-----BEGIN OTHER-----\nAAAA\n-----END ANOTHER-----\n${PEM}`,
    ],
    [
      'after a block with extra text on its END line',
      `-----BEGIN OTHER-----\nAAAA\n-----END OTHER-----x\n${PEM}`,
    ],
    [
      'after a block whose header touches the END line',
      `-----BEGIN OTHER-----\nA: b\n-----END OTHER-----\n${PEM}`,
    ],
    ['after a BEGIN line with too few dashes', `-----BEGIN OTHER----\n${PEM}`],
  ] as const
  for (const [how, text] of found) {
    const block = decodePem(text)
    t.equal(block?.type, 'THING', how)
    t.same(block?.der, DER, how)
  }
})

t.test('a block with wrong lines or invalid base64 is not found', async (t) => {
  const texts = [
    ['in an empty text', ''],
    ['in text', 'hello'],
    ['with BEGIN in the middle of a line', ` ${PEM}`],
    ['without END', PEM.replace('-----END THING-----\n', '')],
    ['with everything on one line', PEM.replaceAll('\n', ' ')],
    ['with END in the middle of a line', PEM.replace('\n-----END', ' -----END')],
    ['with another label at the end', PEM.replace('END THING', 'END THINGS')],
    ['with too few dashes', PEM.replace('-----\n', '----\n')],
    ['with padding in the middle', `-----BEGIN X-----\nAA==AAAA\n-----END X-----\n`],
    ['with a URL-safe alphabet', `-----BEGIN X-----\nAA_-\n-----END X-----\n`],
  ] as const
  for (const [how, text] of texts) t.equal(decodePem(text), undefined, how)
})

t.test('header lines are kept apart from the body', async (t) => {
  const block = decodePem(
    `-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info :  a: b \n\nAAAA\n-----END X-----\n`,
  )
  t.equal(block?.hasHeaders, true)
  t.same(block?.der, Buffer.alloc(3))
  t.equal(decodePem(PEM)?.hasHeaders, false)
})

t.test('a block may be empty, with or without an empty line', async (t) => {
  for (const text of [
    '-----BEGIN X-----\n-----END X-----\n',
    '-----BEGIN X-----\n\n-----END X-----\n',
  ]) {
    t.same(decodePem(text)?.der, Buffer.alloc(0))
  }
})

t.test('all valid blocks of a text are found in order', async (t) => {
  const text = `x\n${encodePem('A', DER)}\n-----BEGIN B-----\n?\n-----END B-----\n${encodePem('C', DER)}tail`
  t.same(
    decodePemBlocks(text).map(({ type }) => type),
    ['A', 'C'],
  )
  t.same(decodePemBlocks('none'), [])
})

t.test('hostile texts take time linear in their length', async (t) => {
  const texts = [
    '-----BEGIN A-----\n',
    '\n-----END A-----',
    '-----BEGIN A:b-----\n-----END A:b-----\n',
    '-----BEGIN A-----\nA: b\n-----END A-----\n',
    '-----BEGIN A-----\nAAA\n-----END A-----\n',
  ]
  for (const text of texts) {
    const spent = stopwatch()
    decodePemBlocks(text.repeat(30_000))
    // some 50 ms here; quadratic time would be minutes
    t.ok(spent() < 3000, JSON.stringify(text))
  }
})
