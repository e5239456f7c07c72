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
  `expirationSeconds counts seconds, and ${asked} is less than the 600 that are the least. Write 600 for ten minutes, 86400 for a day, or leave it out.`

tells(lifetime, 'requests', [
  ['nothing asked', creating('jane')],
  ['ten minutes are the least', asking(600)],
  ['a second less', asking(599), tooShort(599)],
  ['nothing at all', asking(0), tooShort(0)],
  ['as long as there may be', asking(94_608_000)],
  ['what the API refuses whoever signs', asking(60, 86_400, 'example.com/mine'), tooShort(60)],
  ['a word, in a manifest that is looked at', asking('24h' as unknown as number)],
])
