import t from 'tap'
import { shownLines } from '../../../src/apimachinery/text/shown.ts'
import { fullScreen, onScreen, wantsColour } from '../../../src/cli/screen.ts'

const plain = (...lines: string[]) =>
  onScreen(shownLines(lines), { columns: 40, hasColour: false }).split('\n')

t.test('long lines are wrapped at blanks, and continuation lines are indented more', async (t) => {
  t.same(plain('short', '', '  and this one is longer than forty columns are'), [
    'short',
    '',
    '  and this one is longer than forty',
    '    columns are',
  ])
  t.same(plain('  approval  ✓ Approved by somebody whose name is long'), [
    '  approval  ✓ Approved by somebody whose',
    '              name is long',
  ])
  const url = `    https://kubernetes.io/${'x'.repeat(60)}`
  const command = '    kubectl get csr jane -o jsonpath={.status.certificate} | base64 -d'
  t.same(plain(url, command), [url, command], 'URLs and commands are not broken')
})

t.test('Hangul is two columns wide', async (t) => {
  t.same(plain('    현재: 인증서로 로그인할 수 있게 해 주세요, jane.key'), [
    '    현재: 인증서로 로그인할 수 있게 해',
    '      주세요, jane.key',
  ])
  const screen = { columns: 10, rows: 5, hasColour: false }
  t.same(
    fullScreen(shownLines(['export 가나다라마바', 'b', 'c']), shownLines(['키']), screen).split(
      '\n',
    ),
    ['export 가나다라마바', '…', '', '키'],
    'a line that the terminal wraps counts as two rows',
  )
})

t.test('text is coloured only if colour is enabled', async (t) => {
  const text = shownLines(['All is well.', '  a  ✓ b', '  c  ✗ d', 'csrlab: no.', 'words'])
  t.same(onScreen(text, { columns: 80, hasColour: true }).split('\n'), [
    '\u001b[32mAll is well.\u001b[0m',
    '  a  \u001b[32m✓\u001b[0m b',
    '  c  \u001b[31m✗\u001b[0m d',
    '\u001b[31mcsrlab:\u001b[0m no.',
    'words',
  ])
  t.equal(onScreen(text, { columns: 80, hasColour: false }), text)
  t.ok(wantsColour({ TERM: 'xterm', NO_COLOR: '' }))
  t.notOk(wantsColour({ TERM: 'xterm', NO_COLOR: '1' }))
  t.notOk(wantsColour({ TERM: 'dumb' }))
})

t.test('a full screen ends with the line of keys, even if the text above is cut', async (t) => {
  const screen = { columns: 20, rows: 5, hasColour: false }
  const draw = (...lines: string[]) =>
    fullScreen(shownLines(lines), shownLines(['keys']), screen).split('\n')
  t.same(draw('a'), ['a', '', '', '', 'keys'])
  t.same(draw('a', 'b', 'c'), ['a', 'b', 'c', '', 'keys'])
  t.same(draw('a', 'b', 'c', 'd'), ['a', 'b', '…', '', 'keys'])
  const isLong = shownLines([`export A=${'x'.repeat(20)}`, 'b', 'c'])
  t.same(
    fullScreen(isLong, shownLines(['keys']), screen).split('\n'),
    [`export A=${'x'.repeat(20)}`, '…', '', 'keys'],
    'a line that the terminal wraps counts as several rows',
  )
  t.same(draw('words that take more than one line'), [
    'words that take',
    '  more than one line',
    '',
    '',
    'keys',
  ])
})
