import { failAt } from './error.ts'

export type YamlTokenType =
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
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'plain'
  | 'quoted' // or a block scalar

export interface YamlToken {
  readonly type: YamlTokenType
  /** from 0 */
  readonly line: number
  /** a name, tag or scalar; else '' */
  readonly text: string
}

/** go-yaml names the line before the token. */
export const failAtToken = ({ line }: YamlToken, problem: string): never =>
  failAt(line, problem, line + 1)
