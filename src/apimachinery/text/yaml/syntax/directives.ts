/** What stands before a document, and what the handles of its tags stand for (`parserc.go` of go-yaml v2). */
import { failAtToken, type Scanner } from './scanner.ts'
import type { Token } from './token.ts'

export const TAG_PREFIX = 'tag:yaml.org,2002:'

export type TagHandles = ReadonlyMap<string, string>

const isDirective = ({ type }: Token): boolean => type === 'version' || type === 'tag-directive'

/** Reads the directives of a document. Throws YamlError. */
export const readDirectives = (scanner: Scanner): TagHandles => {
  const handles = new Map<string, string>()
  let versioned = false
  for (let token = scanner.peek(); isDirective(token); token = scanner.peek()) {
    if (token.type === 'version') {
      if (versioned) failAtToken(token, 'found duplicate %YAML directive')
      if (token.version !== '1.1') failAtToken(token, 'found incompatible YAML document')
      versioned = true
    } else if (token.type === 'tag-directive') {
      if (handles.has(token.handle)) failAtToken(token, 'found duplicate %TAG directive')
      handles.set(token.handle, token.prefix)
    }
    scanner.skip()
  }
  if (!handles.has('!')) handles.set('!', '!')
  if (!handles.has('!!')) handles.set('!!', TAG_PREFIX)
  return handles
}
