import { failAt } from './error.ts'

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

/** Throws a grammar error for a token. go-yaml names the line before it. */
export const failAtToken = ({ line }: YamlToken, problem: string): never =>
  failAt(line, problem, line + 1)
