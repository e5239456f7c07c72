/**
 * Tokens to the nodes of a document (`parserc.go` and `decode.go` of go-yaml v2). A machine with its own stack: documents may
 * nest deeper than calls.
 */
import { readDirectives, type TagHandles } from './directives.ts'
import { YamlError } from './error.ts'
import { emptyScalar, type YamlCollection, type YamlNode, type YamlScalar } from './node.ts'
import { failAtToken, type Scanner } from './scanner.ts'
import type { Token, TokenType } from './token.ts'

/** What is to be read next, in the collection that is open. */
type State =
  | 'block-entry'
  | 'indentless-entry'
  | 'block-key'
  | 'block-value'
  | 'flow-first-entry'
  | 'flow-entry'
  | 'pair-key'
  | 'pair-value'
  | 'pair-end'
  | 'flow-first-key'
  | 'flow-key'
  | 'flow-value'
  | 'flow-no-value'

/** Where a node stands: which collections it may be. */
type Place = 'block' | 'block-or-indentless' | 'flow'

interface Properties {
  readonly first: Token
  readonly tag: string
  readonly anchor: string | undefined
}

const is = (token: Token, ...types: TokenType[]): boolean => types.includes(token.type)

/** A node that is no scalar, and what is read in it first. */
const COLLECTIONS = {
  '[': ['sequence', 'flow-first-entry'],
  '{': ['mapping', 'flow-first-key'],
  'block-sequence': ['sequence', 'block-entry'],
  'block-mapping': ['mapping', 'block-key'],
} as const

const beginsCollection = (token: Token, place: Place): boolean =>
  is(token, '[', '{') || (place !== 'flow' && is(token, 'block-sequence', 'block-mapping'))

class DocumentReader {
  readonly #scanner: Scanner
  readonly #handles: TagHandles
  readonly #anchors = new Map<string, YamlScalar | YamlCollection>()
  /** the states to go on with, innermost last */
  readonly #states: State[] = []
  readonly #open: YamlCollection[] = []
  #root: YamlNode | undefined

  constructor(scanner: Scanner, handles: TagHandles) {
    this.#scanner = scanner
    this.#handles = handles
  }

  read(): YamlNode {
    this.#node('block')
    for (let state = this.#states.pop(); state !== undefined; state = this.#states.pop()) {
      this.#step(state)
    }
    return this.#root!
  }

  #step(state: State): void {
    switch (state) {
      case 'block-entry':
        return this.#blockEntry()
      case 'indentless-entry':
        return this.#indentlessEntry()
      case 'block-key':
        return this.#blockKey()
      case 'block-value':
        return this.#blockValue()
      case 'flow-first-entry':
      case 'flow-entry':
        return this.#flowEntry(state === 'flow-first-entry')
      case 'pair-key':
        return this.#pairKey()
      case 'pair-value':
        return this.#pairValue()
      case 'pair-end':
        this.#scanner.peek()
        return this.#close('flow-entry')
      case 'flow-first-key':
      case 'flow-key':
        return this.#flowKey(state === 'flow-first-key')
      case 'flow-value':
        return this.#flowValue()
      case 'flow-no-value':
        this.#empty(this.#scanner.peek(), 'flow-key')
    }
  }

  /** Reads a node, and then what `next` says. */
  #nodeThen(place: Place, next: State): void {
    this.#states.push(next)
    this.#node(place)
  }

  /** A node that is not written. */
  #empty(token: Token, next: State): void {
    this.#add(emptyScalar(token))
    this.#states.push(next)
  }

  #add(node: YamlNode): void {
    const parent = this.#open.at(-1)
    if (parent === undefined) this.#root = node
    else parent.children.push(node)
  }

  #close(next?: State): void {
    this.#open.pop()
    if (next !== undefined) this.#states.push(next)
  }

  /** Passes the token, and gives the next. */
  #after(): Token {
    this.#scanner.skip()
    return this.#scanner.peek()
  }

  #node(place: Place): void {
    const token = this.#scanner.peek()
    if (token.type === 'alias') {
      const target = this.#anchors.get(token.name)
      if (target === undefined)
        throw new YamlError(`yaml: unknown anchor '${token.name}' referenced`)
      this.#add({ kind: 'alias', line: token.line, name: token.name, target })
      this.#scanner.skip()
      return
    }
    this.#content(place, this.#properties())
  }

  /** Anchor and tag, in any order. */
  #properties(): Properties {
    const first = this.#scanner.peek()
    let anchor: string | undefined
    let tag: Token | undefined
    for (let token = first; ; token = this.#after()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.name
      else if (token.type === 'tag' && tag === undefined) tag = token
      else break
    }
    return { first, anchor, tag: this.#tagText(tag) }
  }

  #tagText(token: Token | undefined): string {
    if (token?.type !== 'tag') return ''
    if (token.handle === '') return token.suffix
    const prefix = this.#handles.get(token.handle)
    const tag = prefix === undefined ? '' : prefix + token.suffix
    return tag === '' ? failAtToken(token, 'found undefined tag handle') : tag
  }

  #content(place: Place, properties: Properties): void {
    const token = this.#scanner.peek()
    const { first, tag, anchor } = properties
    if (place === 'block-or-indentless' && token.type === '-') {
      this.#begin('sequence', 'indentless-entry', properties)
    } else if (token.type === 'scalar') {
      const { value, style } = token
      const plain = tag === '!' || (tag === '' && style === 'plain')
      this.#leaf({ kind: 'scalar', line: first.line, tag, value, plain }, anchor)
      this.#scanner.skip()
    } else if (beginsCollection(token, place)) {
      const [kind, state] = COLLECTIONS[token.type as keyof typeof COLLECTIONS]
      this.#begin(kind, state, properties)
      this.#scanner.skip()
    } else if (anchor !== undefined || tag !== '') this.#leaf(emptyScalar(first, tag), anchor)
    else failAtToken(token, 'did not find expected node content')
  }

  #leaf(node: YamlScalar, anchor: string | undefined): void {
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    this.#add(node)
  }

  #begin(kind: YamlCollection['kind'], state: State, { first, anchor }: Properties): void {
    const node: YamlCollection = { kind, line: first.line, children: [] }
    // before it is whole: it may contain itself
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    this.#add(node)
    this.#open.push(node)
    this.#states.push(state)
  }

  /** Goes on behind a token that something may follow: a node, unless one of `ends` stands there. */
  #optional(place: Place, next: State, ...ends: TokenType[]): void {
    const token = this.#scanner.peek()
    const mark = this.#after()
    if (is(mark, ...ends)) this.#empty(token, next)
    else this.#nodeThen(place, next)
  }

  #blockEntry(): void {
    const token = this.#scanner.peek()
    if (token.type === '-') this.#optional('block', 'block-entry', '-', 'block-end')
    else if (token.type === 'block-end') {
      this.#close()
      this.#scanner.skip()
    } else failAtToken(token, "did not find expected '-' indicator")
  }

  #indentlessEntry(): void {
    if (this.#scanner.peek().type !== '-') this.#close()
    else this.#optional('block', 'indentless-entry', '-', 'key', 'value', 'block-end')
  }

  #blockKey(): void {
    const token = this.#scanner.peek()
    if (token.type === 'key') {
      this.#optional('block-or-indentless', 'block-value', 'key', 'value', 'block-end')
    } else if (token.type === 'block-end') {
      this.#close()
      this.#scanner.skip()
    } else failAtToken(token, 'did not find expected key')
  }

  #blockValue(): void {
    const token = this.#scanner.peek()
    if (token.type !== 'value') this.#empty(token, 'block-key')
    else this.#optional('block-or-indentless', 'block-key', 'key', 'value', 'block-end')
  }

  /** Passes the comma between two entries; gives the token behind it. */
  #comma(first: boolean, end: ']' | '}'): Token {
    const token = this.#scanner.peek()
    if (first || token.type === end) return token
    return token.type === ','
      ? this.#after()
      : failAtToken(token, `did not find expected ',' or '${end}'`)
  }

  #flowEntry(first: boolean): void {
    const token = this.#comma(first, ']')
    if (token.type === ']') {
      this.#close()
      this.#scanner.skip()
    } else if (token.type === 'key') {
      // a mapping of one entry
      this.#begin('mapping', 'pair-key', { first: token, tag: '', anchor: undefined })
      this.#scanner.skip()
    } else this.#nodeThen('flow', 'flow-entry')
  }

  #pairKey(): void {
    const token = this.#scanner.peek()
    if (!is(token, 'value', ',', ']')) return this.#nodeThen('flow', 'pair-value')
    this.#scanner.skip()
    this.#empty(token, 'pair-value')
  }

  #pairValue(): void {
    this.#flowContent('pair-end', ']')
  }

  /** What stands behind a colon in a flow collection. */
  #flowContent(next: State, end: ']' | '}'): void {
    const token = this.#scanner.peek()
    const content = token.type === 'value' ? this.#after() : undefined
    if (content === undefined || is(content, ',', end)) this.#empty(content ?? token, next)
    else this.#nodeThen('flow', next)
  }

  #flowKey(first: boolean): void {
    const token = this.#comma(first, '}')
    if (token.type === '}') {
      this.#close()
      this.#scanner.skip()
    } else if (token.type === 'key') {
      const key = this.#after()
      if (is(key, 'value', ',', '}')) this.#empty(key, 'flow-value')
      else this.#nodeThen('flow', 'flow-value')
    } else this.#nodeThen('flow', 'flow-no-value')
  }

  #flowValue(): void {
    this.#flowContent('flow-key', '}')
  }
}

const NO_CONTENT: ReadonlySet<TokenType> = new Set([
  'version',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
])

/**
 * The next document of a stream; undefined at its end. `first`: none was read before, so that it needs no
 * `---`. Throws YamlError.
 */
export const readDocument = (scanner: Scanner, first = true): YamlNode | undefined => {
  while (!first && scanner.peek().type === 'document-end') scanner.skip()
  const begin = scanner.peek()
  if (begin.type === 'stream-end') return undefined
  const explicit = !first || is(begin, 'version', 'tag-directive', 'document-start')
  const handles = readDirectives(scanner)
  if (explicit) {
    const start = scanner.peek()
    if (start.type !== 'document-start') {
      failAtToken(start, 'did not find expected <document start>')
    }
    scanner.skip()
  }
  const content = scanner.peek()
  const root =
    explicit && NO_CONTENT.has(content.type)
      ? emptyScalar(content)
      : new DocumentReader(scanner, handles).read()
  // where a document ends is known by what comes next
  scanner.peek()
  return root
}
