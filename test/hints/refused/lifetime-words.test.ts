import { badRequest, notFound } from '../../../src/api/status.ts'
import { lifetimeWords } from '../../../src/hints/refused/lifetime-words.ts'
import { type Refusal, refused } from '../facts.ts'
import { tells } from '../tells.ts'

const ERROR = badRequest(
  'json: cannot unmarshal string into Go struct field CertificateSigningRequestSpec.spec.expirationSeconds of type int32',
)
const asking = (
  expirationSeconds: unknown,
  more: Refusal = {},
  words = 'create certificates.k8s.io/certificatesigningrequests',
) =>
  refused(words, {
    error: ERROR,
    body: Buffer.from(JSON.stringify({ spec: { expirationSeconds } })),
    ...more,
  })
const write = (written: string, seconds: number): string =>
  `expirationSeconds is a number of seconds, so instead of "${written}" write ${seconds}.`
const DAY = 'expirationSeconds is a number of seconds: write 86400 for a day.'

tells(lifetimeWords, 'requests', [
  ['hours', asking('24h'), write('24h', 86_400)],
  ['hours and minutes', asking('1h30m'), write('1h30m', 5400)],
  ['days', asking('2d'), write('2d', 172_800)],
  ['quoted', asking('3600'), write('3600', 3600)],
  ['less than may be asked', asking('5m'), DAY],
  ['the least', asking('10m'), write('10m', 600)],
  ['a part of a second', asking('10m0.5s'), DAY],
  ['no duration', asking('one year'), DAY],
  ['a year, which Go has no unit for', asking('1y'), DAY],
  ['a number, which is refused for another reason', asking(1e12)],
  ['none', asking(undefined)],
  ['another error', asking('24h', { error: badRequest('no') })],
  [
    'another refusal',
    asking('24h', { error: notFound({ group: '', resource: 'expirationSeconds' }, 'x') }),
  ],
  ['another resource', asking('24h', {}, 'create core/pods')],
  ['one of that name in another group', asking('24h', {}, 'create a.b/certificatesigningrequests')],
])
