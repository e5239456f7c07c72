import type { AuthorityOptions } from './cluster-options.ts'
import type { Flag } from './flag.ts'
import { FLAG_LIST, optionName } from './flags.ts'

const optionOf = (name: string, { file }: Flag): string => {
  const becomes = file?.becomes
  if (becomes === undefined) return optionName(name)
  if (typeof becomes === 'string') return becomes
  const { authority, part } = becomes
  const isOption = authority === 'ca' || authority === 'signingCa'
  return `${isOption ? authority : `signerCas['${authority}']`}.${part}`
}

const OPTIONS = new Map(FLAG_LIST.map(([name, flag]) => [`--${name}`, optionOf(name, flag)]))

/** Names the source of a text in errors: its flag and path, or its option. */
export const nameOf = (files: AuthorityOptions['files'], flag: string): string => {
  const path = files?.[flag]
  return path === undefined ? `option ${OPTIONS.get(`--${flag}`)}` : `--${flag} ${path}`
}

export const inOptionNames = (message: string): string =>
  message.replaceAll(/--[a-z]+(?:-[a-z]+)*/g, (flag) => OPTIONS.get(flag) ?? flag)
