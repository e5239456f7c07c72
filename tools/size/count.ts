/** Sizes of TypeScript and JavaScript sources. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export interface Size {
  tokens: number
  words: number
}

const isWord = (text: string): boolean => /[a-z]/i.test(text)

/**
 * Adds a node's tokens, and the words of the comments before each token. A scanner without a parser
 * would take the text of template literals for code.
 */
const add = (node: ts.Node, source: ts.SourceFile, size: Size): void => {
  const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child))
  for (const child of children) add(child, source, size)
  if (children.length > 0) return
  if (node.getWidth(source) > 0) size.tokens++
  const trivia = source.text.slice(node.pos, node.getStart(source))
  if (node.kind !== ts.SyntaxKind.JsxText) size.words += trivia.split(/\s+/).filter(isWord).length
}

/** Returns the size of the sources below a folder. Skips .js, .d.ts and installed packages. */
export const sizeOf = (folder: string): Size => {
  const size = { tokens: 0, words: 0 }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /(?<!\.d)\.(ts|tsx|mts|mjs|cjs)$/.test(file) && !file.includes('node_modules'),
  )
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
    add(source, source, size)
  }
  return size
}
