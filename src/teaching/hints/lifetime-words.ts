import { parseGoDuration } from '../../apimachinery/duration.ts'

/** Minimum of the API (`pkg/apis/certificates/validation/validation.go`). */
export const SHORTEST_SECONDS = 600

/** Reads `24h`, `1d` and `3600`. */
const secondsMeant = (written: string): number | undefined => {
  const [, days] = /^(\d{1,5})d$/.exec(written) ?? []
  if (days !== undefined) return Number(days) * 86_400
  if (/^\d{1,10}$/.test(written)) return Number(written)
  try {
    return parseGoDuration(written)
  } catch {
    return undefined
  }
}

export const noNumberText = (written: string): string => {
  const seconds = secondsMeant(written)
  return seconds !== undefined && Number.isInteger(seconds) && seconds >= SHORTEST_SECONDS
    ? `expirationSeconds is a number of seconds, so instead of ${JSON.stringify(written)} write ${seconds}.`
    : 'expirationSeconds is a number of seconds: write 86400 for a day.'
}
