/** Mutants: single small changes of a source. */
import ts from 'typescript'

export interface Mutant {
  /** the replaced span, in UTF-16 units of the source */
  readonly start: number
  readonly end: number
  readonly text: string
  /** counted from 1 */
  readonly line: number
  /** `a < b → (a <= b)`, on one line */
  readonly what: string
}

const OPERATORS = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
])

const replacements = (node: ts.Node, source: ts.SourceFile): string[] => {
  if (ts.isBinaryExpression(node)) {
    const other = OPERATORS.get(node.operatorToken.kind)
    return other === undefined
      ? []
      : [`${node.left.getText(source)} ${other} ${node.right.getText(source)}`]
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [node.operand.getText(source)]
  }
  if (ts.isConditionalExpression(node)) {
    return [node.whenTrue.getText(source), node.whenFalse.getText(source)]
  }
  if (ts.isNumericLiteral(node)) return [`(${node.getText(source)} + 1)`]
  if (ts.isStringLiteral(node)) return [node.text === '' ? "'mutant'" : "''"]
  if (node.kind === ts.SyntaxKind.TrueKeyword) return ['false']
  return node.kind === ts.SyntaxKind.FalseKeyword ? ['true'] : []
}

/** Removes a statement or a result, makes a condition constant, or replaces an expression. */
const changes = (node: ts.Node, source: ts.SourceFile): [ts.Node, string][] => {
  if (ts.isExpressionStatement(node)) return [[node, ';']]
  if (ts.isThrowStatement(node)) return [[node, ';']]
  if (ts.isIfStatement(node)) {
    return [
      [node.expression, 'true'],
      [node.expression, 'false'],
    ]
  }
  if (ts.isReturnStatement(node) && node.expression !== undefined) {
    return [[node.expression, 'undefined']]
  }
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return [[node.body, 'undefined']]
  return replacements(node, source).map((text) => [node, `(${text})`])
}

/** Whether a node has nothing to change: an import, a list of exports, a type. */
const isSkipped = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  ts.isTypeNode(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isInterfaceDeclaration(node)

const isName = (node: ts.Node): boolean =>
  (ts.isPropertyAssignment(node.parent) ||
    ts.isPropertyDeclaration(node.parent) ||
    ts.isMethodDeclaration(node.parent)) &&
  node.parent.name === node

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= 70 ? line : `${line.slice(0, 67)}...`
}

export const mutantsOf = (text: string): Mutant[] => {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true)
  const found: Mutant[] = []
  const visit = (node: ts.Node): void => {
    if (isSkipped(node)) return
    for (const [target, replacement] of isName(node) ? [] : changes(node, source)) {
      const start = target.getStart(source)
      const before = text.slice(start, target.end)
      if (before === replacement) continue
      found.push({
        start,
        end: target.end,
        text: replacement,
        line: source.getLineAndCharacterOfPosition(start).line + 1,
        what: `${oneLine(before)} → ${replacement === ';' ? 'nothing' : oneLine(replacement)}`,
      })
    }
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(source, visit)
  return found
}
