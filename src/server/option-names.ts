import type { Flag } from './flag.ts'
import { FLAG_LIST, optionName } from './flags.ts'

/** Returns the path of the option that a flag sets. */
const optionOf = (name: string, { file }: Flag): string => {
  const becomes = file?.becomes
  if (becomes === undefined) return optionName(name)
  if (typeof becomes === 'string') return becomes
  const { authority, part } = becomes
  const isOption = authority === 'ca' || authority === 'signingCa'
  return `${isOption ? authority : `signerCas[${JSON.stringify(authority)}]`}.${part}`
}

const OPTIONS = new Map(FLAG_LIST.map(([name, flag]) => [`--${name}`, optionOf(name, flag)]))

export const inOptionNames = (message: string): string =>
  message.replaceAll(/--[a-z]+(?:-[a-z]+)*/g, (flag) => OPTIONS.get(flag) ?? flag)
