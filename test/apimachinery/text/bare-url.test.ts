import t from 'tap'
import { bareUrlProtocol } from '../../../src/apimachinery/text/bare-url.ts'

t.test('only a URL without path, query, fragment and credentials is bare', async (t) => {
  for (const [text, protocol] of [
    ['https://a:6443', 'https:'],
    ['http://[::1]/', 'http:'],
    ['https://a/x', undefined],
    ['https://a?x', undefined],
    ['https://a#x', undefined],
    ['https://jane@a', undefined],
    ['a:6443', undefined],
    ['', undefined],
  ] as const)
    t.equal(bareUrlProtocol(text), protocol, text)
})
