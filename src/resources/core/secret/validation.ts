import { append } from '../../../apimachinery/append.ts'
import type { Secret } from '../../../apis/core.ts'
import {
  FieldPath,
  JsonValue,
  invalid,
  required,
  tooLong,
  type FieldError,
  invalidEach,
} from '../../../apimachinery/field.ts'
import { describeJson } from '../../../apimachinery/schema/decode-context.ts'
import { isJsonObject, JsonSyntaxError, parseJson } from '../../../apimachinery/text/json.ts'
import type { StringMap } from '../../../apimachinery/meta.ts'
import { configKeyErrors } from '../../../apimachinery/names.ts'
import { ACCOUNT_NAME, TOKEN_SECRET_TYPE } from '../../../apiserver/authn/secret-tokens.ts'
import { validateImmutableData } from '../immutable-data.ts'

const MAX_BYTES = 1_048_576
const DATA = FieldPath.of('data')

const missing = (data: StringMap, key: string): boolean =>
  !Object.hasOwn(data, key) || data[key] === ''

const requireKeys = (data: StringMap, keys: readonly string[]): FieldError[] =>
  keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(DATA.key(key)))

const requireJson = (data: StringMap, key: string): FieldError[] => {
  if (!Object.hasOwn(data, key)) return [required(DATA.key(key))]
  const problem = jsonProblem(Buffer.from(data[key]!, 'base64').toString())
  return problem === undefined
    ? []
    : [invalid(DATA.key(key), '<secret contents redacted>', problem)]
}

/** Returns Go's error; undefined if the text is a JSON object or `null`. */
const jsonProblem = (text: string): string | undefined => {
  try {
    const { value } = parseJson(text)
    return value === null || isJsonObject(value)
      ? undefined
      : `json: cannot unmarshal ${describeJson(value)} into Go value of type map[string]interface {}`
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message
    throw error
  }
}

const validateType = ({ type, data = {}, metadata }: Secret): FieldError[] => {
  switch (type) {
    case TOKEN_SECRET_TYPE:
      return metadata.annotations?.[ACCOUNT_NAME]
        ? []
        : [required(FieldPath.of('metadata', 'annotations').key(ACCOUNT_NAME))]
    case 'kubernetes.io/dockercfg':
      return requireJson(data, '.dockercfg')
    case 'kubernetes.io/dockerconfigjson':
      return requireJson(data, '.dockerconfigjson')
    case 'kubernetes.io/basic-auth':
      return Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password')
        ? []
        : requireKeys(data, ['username', 'password'])
    case 'kubernetes.io/ssh-auth':
      return missing(data, 'ssh-privatekey') ? [required(DATA.key('ssh-privatekey'))] : []
    case 'kubernetes.io/tls':
      return requireKeys(data, ['tls.crt', 'tls.key'])
    default:
      return []
  }
}

/** `pkg/apis/core/validation.ValidateSecret` */
export const validateSecret = (secret: Secret): FieldError[] => {
  const errors: FieldError[] = []
  let bytes = 0
  for (const [key, value] of Object.entries(secret.data ?? {})) {
    append(errors, invalidEach(DATA.key(key), key, configKeyErrors(key)))
    bytes += Buffer.byteLength(value, 'base64')
  }
  if (bytes > MAX_BYTES) errors.push(tooLong(DATA, MAX_BYTES))
  return [...errors, ...validateType(secret)]
}

export const validateSecretUpdate = (secret: Secret, old: Secret): FieldError[] => [
  ...(secret.type === old.type
    ? []
    : [invalid(FieldPath.of('type'), new JsonValue(secret.type), 'field is immutable')]),
  ...validateImmutableData(secret, old, ['data']),
  ...validateSecret(secret),
]
