/** Commands that several hints end in. Each works as it stands, on Linux and on macOS. */
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { fileOf } from './file-name.ts'
import { shellWord } from './shell.ts'

/** A path as a shell takes it; the home folder stays what it is. */
const pathWord = (path: string): string =>
  path.startsWith('~/') ? `~/${shellWord(path.slice(2))}` : shellWord(path)

/** Prints a file in base64 on one line; GNU's `base64 -w0` is not known to macOS, and this works on both. */
export const encodeCommand = (file: string): string => `base64 < ${pathWord(file)} | tr -d '\\n'`

/** The sentence before {@link encodeCommand}. */
export const ENCODE_TEXT = 'Encode the request on one line.'

/** Deletes a request and sends its manifest again, once that is changed: the only way to change one. */
export const replaceCommand = (name: string): string =>
  `kubectl replace --force -f ${fileOf(name)}.yaml`

export const deleteCommand = (name: string): string => `kubectl delete csr ${shellWord(name)}`

export const fetchCommand = (name: string): string =>
  `kubectl get csr ${shellWord(name)} -o jsonpath='{.status.certificate}' | base64 -d > ${shellWord(name)}.crt`

interface Subject {
  readonly commonName: string
  readonly organizations: readonly string[]
}

/** `/CN=jane/O=developers`, as openssl reads it. */
const subjectText = ({ commonName, organizations }: Subject): string =>
  [
    ...(commonName === '' ? [] : [['CN', commonName] as const]),
    ...organizations.map((name) => ['O', name] as const),
  ]
    .map(([type, value]) => `/${type}=${value.replace(/[/\\+]/g, '\\$&')}`)
    .join('')

/**
 * Makes FILE.csr for the key FILE.key or `key`, which is made as well when `newKey` says so. Never for `system:masters`: no signer may be
 * asked for that.
 */
export const requestCommand = (
  file: string,
  { commonName, organizations }: Subject,
  {
    newKey = false,
    key = `${file}.key`,
    names = '',
  }: { newKey?: boolean; key?: string; names?: string } = {},
): string => {
  const groups = organizations.filter((name) => name !== SYSTEM_MASTERS)
  const words = [
    'openssl req -new',
    newKey ? `-newkey rsa:2048 -nodes -keyout ${key}` : `-key ${key}`,
    // openssl takes -subj for Latin-1 otherwise
    ...(/^[\x20-\x7e]*$/.test(commonName + groups.join('')) ? [] : ['-utf8']),
    `-subj ${shellWord(subjectText({ commonName, organizations: groups }))}`,
    ...(names === '' ? [] : [`-addext ${shellWord(`subjectAltName=${names}`)}`]),
    `-out ${file}.csr`,
  ]
  return words.join(' ')
}
