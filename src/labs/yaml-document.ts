/** A YAML file whose values know their lines. */
import { readFileSync } from 'node:fs'
import { yaml } from '../api/text/yaml-package.ts'
import { LabProblem } from './lab-problem.ts'

export interface YamlDocument {
  /** as messages name it */
  readonly path: string
  readonly value: unknown
  /** The line of a value, or of the nearest one around it, counted from 1. */
  lineOf(at: readonly (string | number)[]): number
}

/** Throws LabProblem. */
export const readYaml = (path: string): YamlDocument => {
  const { LineCounter, parseDocument, isNode } = yaml()
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
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
