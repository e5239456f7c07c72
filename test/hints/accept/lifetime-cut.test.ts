import { lifetimeCut } from '../../../src/hints/accept/lifetime-cut.ts'
import { clusterOf, creating } from '../facts.ts'
import { tells } from '../tells.ts'

const asking = (expirationSeconds: number, maximumSeconds = 86_400, signerName?: string) =>
  creating(
    'jane',
    { expirationSeconds, ...(signerName === undefined ? {} : { signerName }) },
    { cluster: clusterOf({ maximumSeconds }) },
  )

const WHY = 'The certificate will be shorter, without an error.'

tells(lifetimeCut, 'requests', [
  ['nothing asked', creating('jane')],
  ['as long as the signer gives', asking(86_400)],
  ['less than that', asking(86_399)],
  [
    'a second more',
    asking(86_401),
    'you ask for about 24 hours, but the signer gives 1 day at most (expirationSeconds: 86400).',
    undefined,
    WHY,
  ],
  [
    'three years',
    asking(94_608_000, 31_536_000),
    'you ask for 1095 days, but the signer gives 365 days at most (expirationSeconds: 31536000).',
    undefined,
    WHY,
  ],
  ['a signer of which nothing is known', asking(86_401, 86_400, 'example.com/mine')],
])
