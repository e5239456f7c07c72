import { lifetime } from '../../../src/hints/create/lifetime.ts'
import { clusterOf, creating } from '../facts.ts'
import { tells } from '../tells.ts'

const asking = (expirationSeconds: number, maximumSeconds = 86_400, signerName?: string) =>
  creating(
    'jane',
    { expirationSeconds, ...(signerName === undefined ? {} : { signerName }) },
    { cluster: clusterOf({ maximumSeconds }) },
  )

const tooShort = (asked: number): string =>
  `expirationSeconds counts seconds, and ${asked} is less than the 600 that are the least. Write 600 for ten minutes, 86400 for a day, or leave it out for the signer's own choice.`

tells(lifetime, 'requests', [
  ['nothing asked', creating('jane')],
  ['ten minutes are the least', asking(600)],
  ['a second less', asking(599), tooShort(599)],
  ['nothing at all', asking(0), tooShort(0)],
  ['as long as the signer gives', asking(86_400)],
  ['less than that', asking(86_399)],
  [
    'a second more',
    asking(86_401),
    'you ask for about 24 hours, but the signer gives 1 day at most (expirationSeconds 86400): the certificate will be shorter, without an error.',
  ],
  [
    'three years',
    asking(94_608_000, 31_536_000),
    'you ask for 1095 days, but the signer gives 365 days at most (expirationSeconds 31536000): the certificate will be shorter, without an error.',
  ],
  ['a signer of which nothing is known', asking(86_401, 86_400, 'example.com/mine')],
  ['what the API refuses whoever signs', asking(60, 86_400, 'example.com/mine'), tooShort(60)],
])
