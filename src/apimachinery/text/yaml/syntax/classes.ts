/** What characters are to YAML 1.1 (`yamlprivateh.go` of go-yaml v2). */
import { END } from './characters.ts'

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20

export const isBlank = (code: number): boolean => code === SPACE || code === TAB

export const isBreak = (code: number): boolean =>
  code === LF || code === CR || code === 0x85 || code === 0x2028 || code === 0x2029

export const isBreakOrEnd = (code: number): boolean => isBreak(code) || code === END

export const isSpaceOrEnd = (code: number): boolean =>
  code <= SPACE ? isBlank(code) || isBreakOrEnd(code) : isBreak(code)

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

export const isHex = (code: number): boolean =>
  isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)

/** What a name of an anchor or a directive is made of. */
export const isWord = (code: number): boolean =>
  isDigit(code) ||
  ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) ||
  code === 0x5f ||
  code === 0x2d
