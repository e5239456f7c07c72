import t from 'tap'
import { injectRequest } from '../../../src/apiserver/http/injection.ts'
import type { AnyRequest, AnyResponse } from '../../../src/apiserver/http/wire/message.ts'

t.test('a plain-text answer is returned as body.message', async (t) => {
  const handle = (_request: AnyRequest, response: AnyResponse): void => {
    response.statusCode = 429
    response.setHeader('content-type', 'text/plain; charset=utf-8')
    response.end('Too many requests, please try again later.\n')
  }
  t.strictSame(await injectRequest(handle, 'GET', '/', 'token'), {
    code: 429,
    body: { message: 'Too many requests, please try again later.\n' },
  })
})
