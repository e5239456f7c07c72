import t from 'tap'
import { ConnectionError, isTransient } from '../../../src/apiserver/client/connection-error.ts'

const failed = (code: string) =>
  new ConnectionError('no answer.', { cause: Object.assign(new Error(code), { code }) })

t.test('errors of unavailable servers are transient; TLS and unknown errors are not', async (t) => {
  for (const code of ['ECONNREFUSED', 'EAI_AGAIN', 'ABORT_ERR'])
    t.equal(isTransient(failed(code)), true, code)
  for (const code of ['EPROTO', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', ''])
    t.equal(isTransient(failed(code)), false, code)
  t.equal(isTransient(new Error('other')), false)
})
