/** A YAML file whose values know their lines. */
import { readFileSync, statSync } from 'node:fs'
import { yaml } from '../api/text/yaml-package.ts'
import { LabProblem } from './lab-problem.ts'

export interface YamlDocument {
  /** as messages name it */
  readonly path: string
  readonly value: unknown
  /** The line of a value, or of the nearest one around it, counted from 1. */
  lineOf(at: readonly (string | number)[]): number
}

/** Ours have some thousands; what is much longer takes minutes to read. */
const MOST_BYTES = 1_000_000

/** Throws LabProblem. */
export const readYaml = (path: string): YamlDocument => {
  const { LineCounter, parseDocument, isNode } = yaml()
  let text: string
  try {
    const found = statSync(path)
    if (!found.isFile()) throw new LabProblem(`${path} is no file`)
    if (found.size > MOST_BYTES)
      throw new LabProblem(`${path} has ${found.size} bytes; a lab has at most ${MOST_BYTES}`)
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof LabProblem) throw error
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new LabProblem(`${path} cannot be read (${code})`)
  }
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  const [broken] = document.errors
  if (broken !== undefined)
    throw new LabProblem(
      `${path}:${lineCounter.linePos(broken.pos[0]).line}: this is no YAML: ${broken.message.split('\n', 1)[0]}`,
    )
  return {
    path,
    value: document.toJS(),
    lineOf: (at) => {
      for (let length = at.length; length > 0; length -= 1) {
        const node = document.getIn(at.slice(0, length), true)
        if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line
      }
      return 1
    },
  }
}
