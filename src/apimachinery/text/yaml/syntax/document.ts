/** Parses tokens into nodes (`parserc.go` and `decode.go` of go-yaml v2). */
import { YamlError } from './error.ts'
import type { YamlCollection, YamlNode, YamlScalar } from './node.ts'
import type { YamlScanner } from './scanner.ts'
import { failAtToken, type YamlToken, type YamlTokenType } from './token.ts'

/** Context of a node, which limits the allowed collections. */
type NodeContext = 'block' | 'block-or-indentless' | 'flow'

interface Properties {
  readonly first: YamlToken
  readonly tag: string
  readonly anchor: string | undefined
}

const is = (token: YamlToken, ...types: YamlTokenType[]): boolean => types.includes(token.type)

const emptyScalar = ({ line }: YamlToken, tag = ''): YamlScalar => ({
  kind: 'scalar',
  line,
  tag,
  value: '',
  plain: tag === '',
})

class DocumentReader {
  readonly #scanner: YamlScanner
  readonly #anchors = new Map<string, YamlScalar | YamlCollection>()

  constructor(scanner: YamlScanner) {
    this.#scanner = scanner
  }

  node(context: NodeContext): YamlNode {
    const token = this.#scanner.peek()
    if (token.type !== 'alias') return this.#content(context, this.#properties())
    const target = this.#anchors.get(token.text)
    if (target === undefined) throw new YamlError(`yaml: unknown anchor '${token.text}' referenced`)
    this.#scanner.skip()
    return { kind: 'alias', line: token.line, name: token.text, target }
  }

  #after(): YamlToken {
    this.#scanner.skip()
    return this.#scanner.peek()
  }

  #properties(): Properties {
    const first = this.#scanner.peek()
    let anchor: string | undefined
    let tag = ''
    for (let token = first; ; token = this.#after()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.text
      else if (token.type === 'tag' && tag === '') tag = token.text
      else return { first, anchor, tag }
    }
  }

  #content(context: NodeContext, properties: Properties): YamlNode {
    const token = this.#scanner.peek()
    const { first, tag, anchor } = properties
    const block = context !== 'flow'
    if (token.type === 'scalar') {
      this.#scanner.skip()
      const { value, style } = token
      const plain = tag === '' && style === 'plain'
      return this.#leaf({ kind: 'scalar', line: first.line, tag, value, plain }, anchor)
    }
    if (context === 'block-or-indentless' && token.type === '-')
      return this.#collection('sequence', properties, (children) => this.#indentlessItems(children))
    if (block && token.type === 'block-sequence')
      return this.#collection('sequence', properties, (children) => this.#blockItems(children))
    if (block && token.type === 'block-mapping')
      return this.#collection('mapping', properties, (children) => this.#blockEntries(children))
    if (token.type === '[')
      return this.#collection('sequence', properties, (children) => this.#flowItems(children))
    if (token.type === '{')
      return this.#collection('mapping', properties, (children) => this.#flowEntries(children))
    if (anchor === undefined && tag === '') failAtToken(token, 'did not find expected node content')
    return this.#leaf(emptyScalar(first, tag), anchor)
  }

  #leaf(node: YamlScalar, anchor: string | undefined): YamlScalar {
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    return node
  }

  #collection(
    kind: YamlCollection['kind'],
    { first, anchor }: Properties,
    read: (children: YamlNode[]) => void,
  ): YamlCollection {
    const node: YamlCollection = { kind, line: first.line, children: [] }
    // registered before the children, which may refer to the anchor
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    read(node.children)
    return node
  }

  /** Reads the node after the current token, or an empty scalar before one of `ends`. */
  #optional(context: NodeContext, ...ends: YamlTokenType[]): YamlNode {
    const token = this.#scanner.peek()
    return is(this.#after(), ...ends) ? emptyScalar(token) : this.node(context)
  }

  #end(type: YamlTokenType, problem: string): void {
    const token = this.#scanner.peek()
    if (token.type !== type) failAtToken(token, problem)
    this.#scanner.skip()
  }

  #indentlessItems(children: YamlNode[]): void {
    while (this.#scanner.peek().type === '-')
      children.push(this.#optional('block', '-', 'key', 'value', 'block-end'))
  }

  #blockItems(children: YamlNode[]): void {
    this.#scanner.skip()
    while (this.#scanner.peek().type === '-')
      children.push(this.#optional('block', '-', 'block-end'))
    this.#end('block-end', "did not find expected '-' indicator")
  }

  #blockEntries(children: YamlNode[]): void {
    this.#scanner.skip()
    const next = (): YamlNode => this.#optional('block-or-indentless', 'key', 'value', 'block-end')
    while (this.#scanner.peek().type === 'key') {
      children.push(next())
      const token = this.#scanner.peek()
      children.push(token.type === 'value' ? next() : emptyScalar(token))
    }
    this.#end('block-end', 'did not find expected key')
  }

  /** Reads comma-separated entries up to `end`. */
  #flow(end: ']' | '}', read: (token: YamlToken) => void): void {
    let token = this.#after()
    while (token.type !== end) {
      read(token)
      token = this.#scanner.peek()
      if (token.type === ',') token = this.#after()
      else if (token.type !== end) failAtToken(token, `did not find expected ',' or '${end}'`)
    }
    this.#scanner.skip()
  }

  #flowItems(children: YamlNode[]): void {
    this.#flow(']', (token) => {
      // a mapping of one entry
      const pair = { first: token, tag: '', anchor: undefined }
      children.push(
        token.type === 'key'
          ? this.#collection('mapping', pair, (entry) => this.#flowEntry(entry, ']'))
          : this.node('flow'),
      )
    })
  }

  #flowEntries(children: YamlNode[]): void {
    this.#flow('}', ({ type }) => {
      if (type === 'key') this.#flowEntry(children, '}')
      else children.push(this.node('flow'), emptyScalar(this.#scanner.peek()))
    })
  }

  #flowEntry(children: YamlNode[], end: ']' | '}'): void {
    children.push(this.#optional('flow', 'value', ',', end))
    const token = this.#scanner.peek()
    children.push(token.type === 'value' ? this.#optional('flow', ',', end) : emptyScalar(token))
  }
}

/**
 * Returns the next document; undefined at the end. The `first` one needs no `---`. Throws
 * YamlError.
 */
export const readDocument = (scanner: YamlScanner, first = true): YamlNode | undefined => {
  while (!first && scanner.peek().type === 'document-end') scanner.skip()
  const begin = scanner.peek()
  if (begin.type === 'stream-end') return undefined
  const explicit = begin.type === 'document-start'
  if (explicit) scanner.skip()
  else if (!first) failAtToken(begin, 'did not find expected <document start>')
  const content = scanner.peek()
  const isEmpty = explicit && is(content, 'document-start', 'document-end', 'stream-end')
  const root = isEmpty ? emptyScalar(content) : new DocumentReader(scanner).node('block')
  // an error in the next token belongs to this document
  scanner.peek()
  return root
}
