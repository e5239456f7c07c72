/** What the scanner makes of characters. */

type ScalarStyle = 'plain' | 'quoted' | 'block'

export type Token = { readonly line: number } & (
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
  | { readonly type: 'alias' | 'anchor'; readonly name: string }
  | { readonly type: 'tag'; readonly handle: string; readonly suffix: string }
  | { readonly type: 'version'; readonly version: string }
  | { readonly type: 'tag-directive'; readonly handle: string; readonly prefix: string }
  | { readonly type: 'scalar'; readonly value: string; readonly style: ScalarStyle }
)

export type TokenType = Token['type']
