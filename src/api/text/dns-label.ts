import { withoutTrailing } from './trim.ts'

/** A label of DNS (RFC 1123) that a name makes: `Zoë van Dyk` is `zoe-van-dyk`; '' where no Latin letter and no digit is left. */
export const dnsLabelOf = (name: string, maxLength: number): string => {
  const label = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z\d]/)
    .filter((part) => part !== '')
    .join('-')
  return withoutTrailing(label.slice(0, maxLength), '-')
}
