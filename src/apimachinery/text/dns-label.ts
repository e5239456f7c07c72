import { withoutTrailing } from './trim.ts'

/** Letters that Unicode does not decompose. */
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
 * Makes a DNS label (RFC 1123): `Zoë Groß` becomes `zoe-gross`. Returns '' if no character of the
 * name can be converted.
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
