import { readFileSync } from 'node:fs'
import {
  type ParsedYamlDocument as Parsed,
  yamlDocuments,
} from '../../apimachinery/text/yaml/files.ts'
import { YamlError } from '../../apimachinery/text/yaml/syntax/error.ts'
import { LabProblem, unreadable } from './lab-problem.ts'

export interface LabYaml extends Pick<Parsed, 'value' | 'lineOf'> {
  /** for messages */
  readonly path: string
}

export type LabFault = readonly [at: (string | number)[], problem: string]

/** Throws LabProblem with a line for each fault. */
export const refuse = ({ path, lineOf }: LabYaml, faults: readonly LabFault[]): void => {
  if (faults.length === 0) return
  const lines = faults.map(([at, problem]) => `${path}:${lineOf(at)}: ${problem}`)
  throw new LabProblem([...new Set(lines)].join('\n'))
}

/** Throws YamlError, also for repeated keys and a second document. */
const documentOf = (text: string): Pick<Parsed, 'value' | 'lineOf'> => {
  const [document, second] = yamlDocuments(text)
  if (document === undefined) return { value: null, lineOf: () => 1 }
  const { strictError } = document
  const line = Number(/line (\d+)/.exec(strictError ?? '')?.[1])
  if (strictError !== undefined)
    throw new YamlError(strictError.replace(/^.*\n *line \d+: |\n[^]*/g, ''), line)
  if (second !== undefined) throw new YamlError('a lab is one document', second.lineOf([]))
  return document
}

/** Throws LabProblem. */
export const readLabYaml = (path: string): LabYaml => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(path, error)
  }
  try {
    return { path, ...documentOf(text) }
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new LabProblem(`${path}:${error.line ?? 1}: this YAML cannot be read: ${error.problem}`)
  }
}
