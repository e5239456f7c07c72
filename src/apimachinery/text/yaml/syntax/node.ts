interface Located {
  /** from 0 */
  readonly line: number
}

export interface YamlScalar extends Located {
  readonly kind: 'scalar'
  /** as it is written (`!!int`); '' if there is none */
  readonly tag: string
  readonly value: string
  /** without quotes and tag, so that the value itself tells its type */
  readonly plain: boolean
}

export interface YamlCollection extends Located {
  /** the children of a mapping are keys and values in turn */
  readonly kind: 'sequence' | 'mapping'
  readonly children: YamlNode[]
}

export interface YamlAlias extends Located {
  readonly kind: 'alias'
  readonly name: string
  readonly target: YamlScalar | YamlCollection
}

export type YamlNode = YamlScalar | YamlCollection | YamlAlias
