type ScalarStyle = 'plain' | 'quoted' | 'block'

export type YamlToken = { readonly line: number } & (
  | {
      readonly type:
        | 'stream-end'
        | 'document-start'
        | 'document-end'
        | 'block-sequence'
        | 'block-mapping'
        | 'block-end'
        | '['
        | ']'
        | '{'
        | '}'
        | ','
        | '-'
        | 'key'
        | 'value'
    }
  | { readonly type: 'alias' | 'anchor' | 'tag'; readonly text: string }
  | { readonly type: 'scalar'; readonly value: string; readonly style: ScalarStyle }
)

export type YamlTokenType = YamlToken['type']
