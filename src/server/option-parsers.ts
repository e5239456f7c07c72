import { isIP } from 'node:net'
import { parseGoDuration } from '../apimachinery/duration.ts'
import { FieldPath } from '../apimachinery/field.ts'
import { validateSignerName } from '../apimachinery/signer-name.ts'
import { type ControllerName, SelectionError, selectControllers } from '../controllers/selection.ts'
import type { HintForm } from '../teaching/hints/hint.ts'
import { OptionsError } from './options-error.ts'

export interface Parser<T = unknown, V = T> {
  /** the allowed values; undefined if they are not a fixed list */
  readonly values?: readonly string[]
  /** Throws OptionsError. `flag` has its dashes. */
  read(flag: string, text: string): T
  /** Validates. Throws OptionsError. */
  use(flag: string, value: T): V
}

const HINT_FORMS = ['short', 'full'] as const satisfies readonly HintForm[]

const isHintForm = (text: string): text is HintForm =>
  (HINT_FORMS as readonly string[]).includes(text)

const WHOLE = /^\d+$/

/** Throws an OptionsError. */
const refuse = (flag: string, value: unknown, advice: string): never => {
  throw new OptionsError(`${flag} is ${JSON.stringify(value)}${advice}.`)
}

/** `advice`: the text of errors after the wrong value. */
const checkedText = <T extends string>(
  isWrong: (text: string) => boolean,
  advice: string,
): Parser<T> => ({
  read: (_flag, text) => text as T,
  use: (flag, value) => (isWrong(value) ? refuse(flag, value, advice) : value),
})

export const anyText = checkedText(() => false, '')

export const filledText = (advice: string): Parser<string> => {
  const refuseEmpty = (flag: string, value: string): string => {
    if (value !== '') return value
    throw new OptionsError(`${flag} is empty; ${advice}.`)
  }
  return { read: refuseEmpty, use: refuseEmpty }
}

export const oneOf = <T extends string>(values: readonly T[]): Parser<T> => ({
  values,
  ...checkedText<T>(
    (text) => !(values as readonly string[]).includes(text),
    `; use one of ${values.join(', ')}`,
  ),
})

export const signerName = checkedText(
  (text) => validateSignerName(text, FieldPath.of('')).length > 0,
  '; write a domain, a slash and a name, like example.com/shop',
)

export const optional = <T, V>(parser: Parser<T, V>): Parser<T | undefined, V | undefined> => ({
  ...(parser.values && { values: parser.values }),
  read: (flag, text) => (text === '' ? undefined : parser.read(flag, text)),
  use: (flag, value) => (value === undefined ? undefined : parser.use(flag, value)),
})

export const address = checkedText(
  (text) => isIP(text) === 0 || text === '0.0.0.0' || text === '::',
  ', which is not an address to connect to; write one such as 192.0.2.7',
)

const LABEL = /^[a-z\d]+(-+[a-z\d]+)*$/i

/** Whether a text is an IP address, or a DNS name as in certificates (RFC 9525 section 2). */
const isServerName = (name: string): boolean =>
  isIP(name) !== 0 ||
  (name.length <= 253 &&
    name
      .replace(/^\*\./, '')
      .split('.')
      .every((label) => label.length <= 63 && LABEL.test(label)))

export const listOf = (_flag: string, text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** Checks each item of a list. `advice`: the text of errors after the wrong item. */
export const checkedList = (
  isRight: (item: string) => boolean,
  advice: string,
): Parser<readonly string[]> => ({
  read: listOf,
  use: (flag, items) => {
    const wrong = items.find((item) => !isRight(item))
    if (wrong === undefined) return items
    throw new OptionsError(`${flag} has ${JSON.stringify(wrong)}${advice}.`)
  },
})

export const serverNames = checkedList(
  isServerName,
  ', which is neither a name of a server nor an address; write a list like lab.example.com,192.0.2.7',
)

export const controllerNames: Parser<readonly string[], ReadonlySet<ControllerName>> = {
  read: listOf,
  use: (flag, names) => {
    try {
      return selectControllers(names)
    } catch (error) {
      if (!(error instanceof SelectionError)) throw error
      throw new OptionsError(`${flag}: ${error.message}`)
    }
  },
}

const wholeNumber = (maximum: number, advice: string): Parser<number> => ({
  read: (flag, text) => (WHOLE.test(text) ? Number(text) : refuse(flag, text, advice)),
  use: (flag, value) =>
    Number.isInteger(value) && value >= 0 && value <= maximum ? value : refuse(flag, value, advice),
})

export const port = wholeNumber(
  65_535,
  ', but a port is a whole number from 0 (any free one) to 65535',
)

export const seed = wholeNumber(2 ** 32 - 1, ', but it must be a whole number from 0 to 4294967295')

export const limit = wholeNumber(
  Number.MAX_SAFE_INTEGER,
  ', but it must be a whole number (0: no limit)',
)

const secondsOf = (flag: string, text: string, example: string): number => {
  try {
    return parseGoDuration(text)
  } catch {
    return refuse(flag, text, `, which is not a duration; write it like ${example}`)
  }
}

/** Parses a Go duration to seconds. */
const durationFrom = (
  example: string,
  isTooShort: (seconds: number) => boolean,
  advice: string,
): Parser<string, number> => ({
  read: (_flag, text) => text,
  use: (flag, value) => {
    const seconds = secondsOf(flag, value, example)
    if (!isTooShort(seconds)) return seconds
    throw new OptionsError(`${flag} is ${value}, but ${advice}.`)
  },
})

export const duration = (example: string): Parser<string, number> =>
  durationFrom(example, (seconds) => seconds <= 0, 'it must be greater than 0')

export const pause = (example: string, advice = 'it cannot be negative'): Parser<string, number> =>
  durationFrom(example, (seconds) => seconds < 0, advice)

/** Throws OptionsError. */
export const isOn = (variable: string, text: string): boolean => {
  if (['1', 'true', 'yes'].includes(text.toLowerCase())) return true
  if (['0', 'false', 'no'].includes(text.toLowerCase())) return false
  return refuse(variable, text, '; it is a switch, so write true or false')
}

/** `true` means the short form. */
export const hints: Parser<boolean | HintForm, HintForm | undefined> = {
  values: HINT_FORMS,
  read: (flag, text) => (isHintForm(text) ? text : isOn(flag, text)),
  use: (flag, value) => {
    if (typeof value === 'boolean') return value ? 'short' : undefined
    return isHintForm(value) ? value : refuse(flag, value, `; use one of ${HINT_FORMS.join(', ')}`)
  },
}

/** Parses `a=true,b=false`. With `bare`, `a` means `a=true`. `form`: advice that ends errors. */
export const switches = (
  form: string,
  { bare = false } = {},
): Parser<Readonly<Record<string, boolean>>> => ({
  read: (flag, text) => {
    const settings = Object.create(null) as Record<string, boolean>
    for (const part of text.split(',').map((piece) => piece.trim())) {
      if (part === '') continue
      const [name = '', value = bare ? 'true' : ''] = part
        .split('=', 2)
        .map((piece) => piece.trim())
      if (value !== 'true' && value !== 'false') {
        throw new OptionsError(
          `${flag} sets ${name} to ${JSON.stringify(value)}, which is neither true nor false; ${form}.`,
        )
      }
      settings[name] = value === 'true'
    }
    return settings
  },
  use: (_flag, settings) => settings,
})
