/** What a document is made of. */
import type { Token } from './token.ts'

interface Common {
  /** at which it starts, from 0 */
  readonly line: number
}

export interface YamlScalar extends Common {
  readonly kind: 'scalar'
  /** with the prefix that its handle stands for; '' when there is none */
  readonly tag: string
  readonly value: string
  /** that the value itself says what it is: without quotes and tag */
  readonly plain: boolean
}

export interface YamlCollection extends Common {
  /** the children of a mapping are keys and values in turn */
  readonly kind: 'sequence' | 'mapping'
  readonly children: YamlNode[]
}

export interface YamlAlias extends Common {
  readonly kind: 'alias'
  readonly name: string
  readonly target: YamlScalar | YamlCollection
}

export type YamlNode = YamlScalar | YamlCollection | YamlAlias

/** A scalar that is not written. */
export const emptyScalar = ({ line }: Token, tag = ''): YamlScalar => ({
  kind: 'scalar',
  line,
  tag,
  value: '',
  plain: tag === '',
})
