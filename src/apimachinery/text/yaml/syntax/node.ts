interface Located {
  /** from 0 */
  readonly line: number
}

export interface YamlScalar extends Located {
  readonly kind: 'scalar'
  /** as written (`!!int`); '' for none */
  readonly tag: string
  readonly value: string
  /** whether there are no quotes, block style or tag, so that the value determines the type */
  readonly plain: boolean
}

export interface YamlCollection extends Located {
  /** a mapping's children are keys and values in turn */
  readonly kind: 'sequence' | 'mapping'
  readonly children: YamlNode[]
}

export interface YamlAlias extends Located {
  readonly kind: 'alias'
  readonly name: string
  readonly target: YamlScalar | YamlCollection
}

export type YamlNode = YamlScalar | YamlCollection | YamlAlias
