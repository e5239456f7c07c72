/** Commands that several hints end in. Each works as it stands, on Linux and on macOS. */
import { shellWord } from './shell.ts'

/** Prints a file in base64 on one line; GNU's `base64 -w0` is not known to macOS, and this works on both. */
export const encodeCommand = (file: string): string => `base64 < ${shellWord(file)} | tr -d '\\n'`

/** The sentence before {@link encodeCommand}. */
export const encodeText = (file: string): string =>
  `Encode it with base64 -w0 < ${shellWord(file)} or, on macOS too.`

/** Deletes a request and sends it again with another spec: the only way to change one. */
export const sendAgainCommand = (name: string, spec: object): string =>
  `kubectl get csr ${shellWord(name)} -o json | kubectl patch --local -f - --type=merge -p ${shellWord(JSON.stringify({ spec }))} -o json | kubectl replace --force -f -`

export const deleteCommand = (name: string): string => `kubectl delete csr ${shellWord(name)}`

export const fetchCommand = (name: string): string =>
  `kubectl get csr ${shellWord(name)} -o jsonpath='{.status.certificate}' | base64 -d > ${shellWord(name)}.crt`

interface Subject {
  readonly commonName: string
  readonly organizations: readonly string[]
}

/** `/O=developers/CN=jane`, as openssl reads it. */
const subjectText = ({ commonName, organizations }: Subject): string =>
  [
    ...organizations.map((name) => ['O', name] as const),
    ...(commonName === '' ? [] : [['CN', commonName] as const]),
  ]
    .map(([type, value]) => `/${type}=${value.replace(/[/\\+]/g, '\\$&')}`)
    .join('')

/** Makes FILE.csr for the key FILE.key, which is made as well when `newKey` says so. */
export const requestCommand = (
  file: string,
  subject: Subject,
  { newKey = false, names = '' }: { newKey?: boolean; names?: string } = {},
): string => {
  const words = [
    'openssl req -new',
    newKey ? `-newkey rsa:2048 -nodes -keyout ${file}.key` : `-key ${file}.key`,
    // openssl takes -subj for Latin-1 otherwise
    ...(/^[\x20-\x7e]*$/.test(subject.commonName + subject.organizations.join(''))
      ? []
      : ['-utf8']),
    `-subj ${shellWord(subjectText(subject))}`,
    ...(names === '' ? [] : [`-addext ${shellWord(`subjectAltName=${names}`)}`]),
    `-out ${file}.csr`,
  ]
  return words.join(' ')
}
