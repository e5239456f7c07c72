/** Source: `parserc.go` and `decode.go` of go-yaml v2. */
import { YamlError } from './error.ts'
import type { YamlCollection, YamlNode, YamlScalar } from './node.ts'
import type { YamlScanner } from './scanner.ts'
import { failAtToken, type YamlToken, type YamlTokenType } from './token.ts'

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

const readRoot = (scanner: YamlScanner): YamlNode => {
  const anchors = new Map<string, YamlScalar | YamlCollection>()

  const after = (): YamlToken => {
    scanner.skip()
    return scanner.peek()
  }

  const readNode = (context: NodeContext): YamlNode => {
    const token = scanner.peek()
    if (token.type !== 'alias') return readContent(context, readProperties())
    const target = anchors.get(token.text)
    if (target === undefined) throw new YamlError(`yaml: unknown anchor '${token.text}' referenced`)
    scanner.skip()
    return { kind: 'alias', line: token.line, name: token.text, target }
  }

  const readProperties = (): Properties => {
    const first = scanner.peek()
    let anchor: string | undefined
    let tag = ''
    for (let token = first; ; token = after()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.text
      else if (token.type === 'tag' && tag === '') tag = token.text
      else return { first, anchor, tag }
    }
  }

  const readContent = (context: NodeContext, properties: Properties): YamlNode => {
    const token = scanner.peek()
    const { first, tag, anchor } = properties
    const block = context !== 'flow'
    if (is(token, 'plain', 'quoted')) {
      scanner.skip()
      const plain = tag === '' && token.type === 'plain'
      return leaf({ kind: 'scalar', line: first.line, tag, value: token.text, plain }, anchor)
    }
    if (context === 'block-or-indentless' && token.type === '-')
      return collection('sequence', properties, readIndentlessItems)
    if (block && token.type === 'block-sequence')
      return collection('sequence', properties, readBlockItems)
    if (block && token.type === 'block-mapping')
      return collection('mapping', properties, readBlockEntries)
    if (token.type === '[') return collection('sequence', properties, readFlowItems)
    if (token.type === '{') return collection('mapping', properties, readFlowEntries)
    if (anchor === undefined && tag === '') failAtToken(token, 'did not find expected node content')
    return leaf(emptyScalar(first, tag), anchor)
  }

  const leaf = (node: YamlScalar, anchor: string | undefined): YamlScalar => {
    if (anchor !== undefined) anchors.set(anchor, node)
    return node
  }

  const collection = (
    kind: YamlCollection['kind'],
    { first, anchor }: Properties,
    read: (children: YamlNode[]) => void,
  ): YamlCollection => {
    const node: YamlCollection = { kind, line: first.line, children: [] }
    // registered before the children, which may refer to the anchor
    if (anchor !== undefined) anchors.set(anchor, node)
    read(node.children)
    return node
  }

  /** Reads the node after the current token, or an empty scalar before one of `ends`. */
  const optional = (context: NodeContext, ...ends: YamlTokenType[]): YamlNode => {
    const token = scanner.peek()
    return is(after(), ...ends) ? emptyScalar(token) : readNode(context)
  }

  const endBlock = (problem: string): void => {
    const token = scanner.peek()
    if (token.type !== 'block-end') failAtToken(token, problem)
    scanner.skip()
  }

  const readIndentlessItems = (children: YamlNode[]): void => {
    while (scanner.peek().type === '-')
      children.push(optional('block', '-', 'key', 'value', 'block-end'))
  }

  const readBlockItems = (children: YamlNode[]): void => {
    scanner.skip()
    while (scanner.peek().type === '-') children.push(optional('block', '-', 'block-end'))
    endBlock("did not find expected '-' indicator")
  }

  /** Reads a key and its value; either may be missing. */
  const readEntry = (
    children: YamlNode[],
    context: NodeContext,
    ...ends: YamlTokenType[]
  ): void => {
    children.push(optional(context, 'value', ...ends))
    const token = scanner.peek()
    children.push(token.type === 'value' ? optional(context, ...ends) : emptyScalar(token))
  }

  const readBlockEntries = (children: YamlNode[]): void => {
    scanner.skip()
    while (scanner.peek().type === 'key')
      readEntry(children, 'block-or-indentless', 'key', 'value', 'block-end')
    endBlock('did not find expected key')
  }

  const readFlow = (end: ']' | '}', read: (token: YamlToken) => void): void => {
    let token = after()
    while (token.type !== end) {
      read(token)
      token = scanner.peek()
      if (token.type === ',') token = after()
      else if (token.type !== end) failAtToken(token, `did not find expected ',' or '${end}'`)
    }
    scanner.skip()
  }

  const readFlowItems = (children: YamlNode[]): void =>
    readFlow(']', (token) => {
      // `[a: b]` contains a mapping of one entry
      const pair = { first: token, tag: '', anchor: undefined }
      children.push(
        token.type === 'key'
          ? collection('mapping', pair, (entry) => readEntry(entry, 'flow', ',', ']'))
          : readNode('flow'),
      )
    })

  const readFlowEntries = (children: YamlNode[]): void =>
    readFlow('}', ({ type }) => {
      if (type === 'key') readEntry(children, 'flow', ',', '}')
      else children.push(readNode('flow'), emptyScalar(scanner.peek()))
    })

  return readNode('block')
}

/** Returns undefined at the stream's end. The `first` document needs no `---`. Throws YamlError. */
export const readDocument = (scanner: YamlScanner, first = true): YamlNode | undefined => {
  while (!first && scanner.peek().type === 'document-end') scanner.skip()
  const begin = scanner.peek()
  if (begin.type === 'stream-end') return undefined
  const explicit = begin.type === 'document-start'
  if (explicit) scanner.skip()
  else if (!first) failAtToken(begin, 'did not find expected <document start>')
  const content = scanner.peek()
  const isEmpty = explicit && is(content, 'document-start', 'document-end', 'stream-end')
  const root = isEmpty ? emptyScalar(content) : readRoot(scanner)
  // an error in the next token belongs to this document
  scanner.peek()
  return root
}
