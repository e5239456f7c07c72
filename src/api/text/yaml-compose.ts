import type { Alias, CST, Document, LineCounter, Node, YAMLParseError } from 'yaml'
import { yaml } from './yaml-package.ts'

/** Text that is no YAML, or YAML that is no JSON. */
export class YamlError extends Error {
  override readonly name = 'YamlError'
}

/** One document: its nodes, and what their meaning depends on. */
export interface ComposedYaml {
  readonly contents: Node | null
  /** what each alias stands for; those of unknown anchors are missing */
  readonly targets: ReadonlyMap<Alias, Node>
  /** the line, from 1, at which a node starts */
  lineOf(node: unknown): number
}

/** Deeper nesting is refused before the composer recurses into it; go-yaml stops at ten times as much. */
const MAX_DEPTH = 1000

/** Errors of the yaml package in the words of go-yaml, by code and the start of the message. The first that fits counts. */
const PROBLEMS: readonly [code: string, message: string, problem: string][] = [
  ['BLOCK_AS_IMPLICIT_KEY', '', 'mapping values are not allowed in this context'],
  ['MULTILINE_IMPLICIT_KEY', '', 'mapping values are not allowed in this context'],
  ['TAB_AS_INDENT', '', 'found character that cannot start any token'],
  ['BAD_SCALAR_START', '', 'found character that cannot start any token'],
  ['BAD_DQ_ESCAPE', '', 'found unknown escape character'],
  ['MISSING_CHAR', 'Missing closing', 'found unexpected end of stream'],
  ['MISSING_CHAR', 'Implicit map keys', "could not find expected ':'"],
  ['', 'Flow sequence', "did not find expected ',' or ']'"],
  ['', 'Flow map', "did not find expected ',' or '}'"],
  ['BLOCK_IN_FLOW', '', "did not find expected ',' or ']'"],
  [
    'UNEXPECTED_TOKEN',
    'Unexpected block-seq-ind',
    'block sequence entries are not allowed in this context',
  ],
  ['UNEXPECTED_TOKEN', 'Unexpected scalar', "could not find expected ':'"],
  ['UNEXPECTED_TOKEN', 'Unexpected flow', 'did not find expected node content'],
  ['UNEXPECTED_TOKEN', 'Unexpected ,', 'did not find expected node content'],
  ['UNEXPECTED_TOKEN', 'Block scalar header', 'did not find expected comment or line break'],
  ['RESOURCE_EXHAUSTION', '', `exceeded max depth of ${MAX_DEPTH}`],
  ['', '', 'did not find expected key'],
]

const fail = (problem: string, line: number): never => {
  // go-yaml counts from 0 and does not name the first line
  throw new YamlError(`yaml: ${line > 1 ? `line ${line}: ` : ''}${problem}`)
}

const tokensOf = function* (text: string, lines: LineCounter): Generator<CST.Token> {
  const { Lexer, Parser } = yaml()
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme)
    if (parser.stack.length > MAX_DEPTH) {
      fail(`exceeded max depth of ${MAX_DEPTH}`, lines.linePos(parser.offset).line)
    }
  }
  yield* parser.end()
}

const compose = (text: string, lines: LineCounter): Document.Parsed | undefined => {
  const { Composer } = yaml()
  const composer = new Composer({
    version: '1.1',
    // leaves all scalars text: what they mean is decided here
    schema: 'failsafe',
    // reported by the reader, which goes on
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
  })
  return composer.compose(tokensOf(text, lines)).next().value ?? undefined
}

const failOnError = (errors: readonly YAMLParseError[], lines: LineCounter): void => {
  const [error] = errors
  if (error === undefined) return
  const [, , problem] = PROBLEMS.find(
    ([code, message]) => error.code.startsWith(code) && error.message.startsWith(message),
  )!
  // where a key of several lines ends there is the colon that go-yaml stumbles over
  const colon = errors.find(({ code }) => code === 'MULTILINE_IMPLICIT_KEY')?.pos[1]
  const at = error.code.endsWith('IMPLICIT_KEY') ? (colon ?? error.pos[0]) : error.pos[0]
  fail(problem, lines.linePos(at).line)
}

/** The first document of the text; undefined when there is none. Throws {@link YamlError}. */
export const composeYaml = (text: string): ComposedYaml | undefined => {
  const { isAlias, isNode, LineCounter, visit } = yaml()
  const lines = new LineCounter()
  const document = compose(text, lines)
  if (document === undefined) return undefined
  const { explicit, version } = document.directives.yaml
  if (explicit === true && version !== '1.1') fail('found incompatible YAML document', 1)
  failOnError(document.errors, lines)
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  // in the document's order, since an anchor may be defined anew
  visit(document, (_, node) => {
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target !== undefined) targets.set(node, target)
    } else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node)
  })
  return {
    contents: document.contents,
    targets,
    lineOf: (node) => (isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1),
  }
}
