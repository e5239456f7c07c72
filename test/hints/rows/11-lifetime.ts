import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'expirationSeconds below ten minutes, or beyond what the signer gives',
  hints: ['lifetime', 'lifetime-cut'],
  async commit(t, lab) {
    const brief = await lab.apply('brief', { expirationSeconds: 60 })
    t.match(brief, /Warning: expirationSeconds counts seconds, and 60 is less than the 600/)
    t.match(brief, /may not specify a duration less than 600 seconds/)
    t.match(
      await lab.apply('long', { expirationSeconds: 94_608_000 }),
      /Warning: you ask for 1095 days, but the signer gives 365 days at most \(expirationSeconds: 31536000\)/,
    )
  },
}
