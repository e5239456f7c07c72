/** Commands that work unchanged on Linux and macOS. */
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { shellWord } from './shell.ts'

/** Returns a file name without its ending: the CSR's name, or `request` if that is unsuitable. */
export const fileOf = (name: string): string =>
  /^\w[\w.-]*$/.test(name) ? shellWord(name) : 'request'

/** Avoids `base64 -w0`, a GNU option that macOS lacks. */
export const encodeCommand = (file: string): string => `base64 < ${shellWord(file)} | tr -d '\\n'`

export const ENCODE_TEXT = 'Encode the request on one line.'

/** Deletes and recreates the CSR, because its spec cannot change. */
export const replaceCommand = (name: string): string =>
  `kubectl replace --force -f ${fileOf(name)}.yaml`

export const deleteCommand = (name: string): string => `kubectl delete csr ${shellWord(name)}`

export const fetchCommand = (name: string): string =>
  `kubectl get csr ${shellWord(name)} -o jsonpath='{.status.certificate}' | base64 -d > ${shellWord(name)}.crt`

interface Subject {
  readonly commonName: string
  readonly organizations: readonly string[]
}

/** `/CN=jane/O=developers` */
const subjectText = ({ commonName, organizations }: Subject): string =>
  [
    ...(commonName === '' ? [] : [['CN', commonName] as const]),
    ...organizations.map((name) => ['O', name] as const),
  ]
    .map(([type, value]) => `/${type}=${value.replace(/[/\\+]/g, '\\$&')}`)
    .join('')

/**
 * Returns a command that makes FILE.csr with FILE.key or `key`. Drops `system:masters`, which
 * admission rejects.
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
    // without -utf8 openssl reads -subj as Latin-1
    ...(/^[\x20-\x7e]*$/.test(commonName + groups.join('')) ? [] : ['-utf8']),
    `-subj ${shellWord(subjectText({ commonName, organizations: groups }))}`,
    ...(names === '' ? [] : [`-addext ${shellWord(`subjectAltName=${names}`)}`]),
    `-out ${file}.csr`,
  ]
  return words.join(' ')
}
