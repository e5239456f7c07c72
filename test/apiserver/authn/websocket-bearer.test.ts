import t from 'tap'
import {
  splitSubprotocols,
  webSocketBearer,
} from '../../../src/apiserver/authn/websocket-bearer.ts'

const PREFIX = 'base64url.bearer.authorization.k8s.io.'
const jane = { user: { name: 'jane', groups: [], extra: {} }, audiences: [] }
const asked: string[] = []
const authenticate = webSocketBearer((token) => {
  asked.push(token)
  return token === 'jane?' ? jane : { error: 'invalid bearer token' }
})
const NOTHING = { authorization: undefined, peer: undefined }
const find = (subprotocols?: string) => authenticate({ ...NOTHING, subprotocols })
const protocol = (token: string) => PREFIX + Buffer.from(token).toString('base64url')

t.test('tokens are separated from the subprotocols', async (t) => {
  t.strictSame(splitSubprotocols(''), { tokens: [], others: [] })
  t.strictSame(splitSubprotocols(`a,  ${PREFIX}eA ,b`), { tokens: ['eA'], others: ['a', 'b'] })
})

t.test('a token authenticates its user if another subprotocol is offered too', async (t) => {
  t.equal(find(`v1, ${protocol('jane?')}`), jane)
  t.strictSame(find(`${protocol('wrong')},v1`), { error: 'invalid bearer token' })
  t.strictSame(asked, ['jane?', 'wrong'], 'the authenticator gets decoded tokens')
})

t.test('without a token the authenticator returns undefined', async (t) => {
  for (const header of [undefined, '', 'v1', `v1,${PREFIX}`]) t.equal(find(header), undefined)
  t.equal(authenticate(NOTHING), undefined)
})

t.test('a token that cannot be used is an error, not anonymous access', async (t) => {
  for (const [header, error] of [
    [`${protocol('a')},${protocol('b')},v1`, /more than one/],
    [`${PREFIX}a+b=,v1`, /not base64url/],
    [`${PREFIX}abcde,v1`, /not base64url/],
    [`${PREFIX}_w,v1`, /not base64url/],
    // Node's lenient decoder would decode the next two tokens to `jane?` and `aaa`
    [`${PREFIX}amFuZT8=,v1`, /not base64url/],
    [`${PREFIX}YWFhY,v1`, /not base64url/],
    [protocol('jane?'), /no subprotocol beside/],
  ] as const) {
    t.match(find(header), { error, user: undefined }, header)
  }
})
