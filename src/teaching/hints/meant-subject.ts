/** What a subject was probably to be that has characters of a shell, of a template or of another field in it. Pure. */
import type { DistinguishedName } from '../../ca/name.ts'

/** Left over from a shell, a template or another field, or invisible. */
// oxlint-disable-next-line no-control-regex
export const STRAY = /[{}[\]<>"'`\\$|;,=\0-\x1f\x7f-\x9f]|^\s|\s$/
const ALL_STRAY = new RegExp(STRAY, 'g')

const cleaned = (text: string): string => text.replaceAll(ALL_STRAY, '').trim()

/** Where one value ends and the next begins, for who writes `/CN=john,O=dev` and not `/CN=john/O=dev`. */
const BETWEEN = /[,;]|[/+\s](?=(?:CN|OU?)=)/
const NEXT = /^\s*(CN|OU?)=/

type Part = 'CN' | 'O' | 'OU'

/** The values in the text of one, each with its part of the subject. Among groups a comma begins another one. */
const valuesIn = (text: string, part: 'CN' | 'O'): [part: Part, value: string][] => {
  const values: [Part, string][] = []
  for (const piece of text.split(BETWEEN)) {
    const [prefix, named] = NEXT.exec(piece) ?? []
    const last = values.at(-1)
    if (named !== undefined) values.push([named as Part, piece.slice(prefix!.length)])
    else if (last?.[0] === 'CN') last[1] += piece
    else values.push([part, piece])
  }
  return values
}

/** `otherwise`: the name where there is none. */
export const meantSubject = (
  { commonName, organizations }: Pick<DistinguishedName, 'commonName' | 'organizations'>,
  otherwise: string,
): { commonName: string; organizations: string[] } => {
  // what is well as it stands keeps its slashes
  const parts = (text: string, part: 'CN' | 'O'): [Part, string][] =>
    STRAY.test(text) ? valuesIn(text, part) : [[part, text]]
  const values = [
    ...parts(commonName, 'CN'),
    ...organizations.flatMap((group) => parts(group, 'O')),
  ].map(([part, value]) => [part, cleaned(value)] as const)
  const of = (part: Part): string[] =>
    values.filter(([is, value]) => is === part && value !== '').map(([, value]) => value)
  return { commonName: of('CN')[0] ?? otherwise, organizations: [...new Set(of('O'))] }
}
