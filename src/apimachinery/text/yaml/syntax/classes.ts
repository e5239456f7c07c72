/** Source: `yamlprivateh.go` of go-yaml v2. */

/** code at the end of the text */
export const END = 0
export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20

export const isBlank = (code: number): boolean => code === SPACE || code === TAB

export const isBreak = (code: number): boolean =>
  code === LF || code === CR || code === 0x85 || code === 0x2028 || code === 0x2029

export const isBreakOrEnd = (code: number): boolean => isBreak(code) || code === END

export const isSpaceOrEnd = (code: number): boolean => isBlank(code) || isBreakOrEnd(code)

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
