import { withoutTrailing } from './trim.ts'

/** Latin letters that Unicode does not decompose, with usual replacements. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
}

/**
 * Makes a DNS label (RFC 1123): `Zoë Groß` becomes `zoe-gross`; '' without a Latin letter or digit.
 */
export const dnsLabelOf = (name: string, maxLength: number): string => {
  const label = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, (letter) => LATIN[letter] ?? '-')
    .split('-')
    .filter((part) => part !== '')
    .join('-')
  return withoutTrailing(label.slice(0, maxLength), '-')
}
