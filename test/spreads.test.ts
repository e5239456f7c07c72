/**
 * No list is handed over as arguments to be added to another one: a call takes a hundred thousand of them, in a thread less, and whoever
 * sends more gets an internal error. `src/apimachinery/append.ts` takes any number.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { append } from '../src/apimachinery/append.ts'

const ADDING = new Set(['push', 'unshift', 'splice'])

/** The lines of a source where a list is spread into a call that adds to another one. */
const spreads = (text: string): number[] => {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true)
  const found: number[] = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      ADDING.has(node.expression.name.text) &&
      node.arguments.some(ts.isSpreadElement)
    )
      found.push(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

t.test('lists of any length are added one by one', (t) => {
  const src = resolve(import.meta.dirname, '../src')
  const found = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      spreads(readFileSync(join(src, file), 'utf8')).map((line) => `src/${file}:${line}`),
    )
  t.same(found, [], 'use append of src/apimachinery/append.ts')
  t.same(spreads('a.push(b)\nc.push(\n  ...d,\n)\nf(...g)\n'), [2], 'it would be seen')
  const list = [1]
  append(list, Array<number>(1_000_000).fill(2))
  t.equal(list.length, 1_000_001)
  t.end()
})
