import {
  JsonValue,
  invalid,
  notSupported,
  notSupportedInOrder,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'

export const PULL_POLICIES: readonly string[] = ['Always', 'IfNotPresent', 'Never']

/** A word that may be left out. Go holds such words in types of their own, so they are printed as JSON. */
export const validateOptionalWord = (
  path: FieldPath,
  word: string | undefined,
  supported: readonly string[],
): FieldError[] =>
  word === undefined || supported.includes(word)
    ? []
    : [notSupported(path, new JsonValue(word), supported)]

/** A word that must be there and be one of a set. */
export const validateWord = (
  path: FieldPath,
  word: string | undefined,
  supported: readonly string[],
): FieldError[] => (word ? validateOptionalWord(path, word, supported) : [required(path)])

/** The same of a list, whose order stays. */
export const validateWordOfList = (
  path: FieldPath,
  word: string | undefined,
  supported: readonly string[],
): FieldError[] => {
  if (!word) return [required(path)]
  return supported.includes(word) ? [] : [notSupportedInOrder(path, new JsonValue(word), supported)]
}

/** What `check` finds in a text. */
export const validateText = (
  path: FieldPath,
  text: string,
  check: (text: string) => string[],
): FieldError[] => check(text).map((error) => invalid(path, text, error))

/** The same of a text that must be there. */
export const validateRequiredText = (
  path: FieldPath,
  text: string | undefined,
  check: (text: string) => string[],
): FieldError[] => (text ? validateText(path, text, check) : [required(path)])

/** The fields of `names` that are left out or empty. */
export const validateRequired = <T extends object>(
  path: FieldPath,
  value: T,
  ...names: (keyof T & string)[]
): FieldError[] =>
  names.flatMap((name) => {
    const field: unknown = value[name]
    const isEmpty = (field ?? '') === '' || (Array.isArray(field) && !field.length)
    return isEmpty ? [required(path.child(name))] : []
  })

export const validateNotNegative = (path: FieldPath, value = 0): FieldError[] =>
  value < 0 ? [invalid(path, value, 'must be greater than or equal to 0')] : []

export const validatePositive = (path: FieldPath, value = 0): FieldError[] =>
  value > 0 ? [] : [invalid(path, value, 'must be greater than zero')]

/** Permission bits. */
export const validateMode = (path: FieldPath, mode: number | undefined): FieldError[] =>
  mode !== undefined && (mode < 0 || mode > 0o777)
    ? [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : []
