import { withoutTrailing } from './trim.ts'

/** Latin letters that Unicode does not take apart, by how they are usually written without marks. */
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

/** A label of DNS (RFC 1123) for a name: `Zoë Groß` is `zoe-gross`; '' where no Latin letter and no digit is left. */
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
