import { readFileSync, statSync } from 'node:fs'
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

const NOTHING: LabYaml['lineOf'] = () => 1

/** Throws YamlError, also for repeated keys and a second document. */
const documentOf = (text: string): Pick<Parsed, 'value' | 'lineOf'> => {
  const [document, second] = yamlDocuments(text)
  if (document === undefined) return { value: null, lineOf: NOTHING }
  const { strictError } = document
  const line = Number(/line (\d+)/.exec(strictError ?? '')?.[1])
  if (strictError !== undefined)
    throw new YamlError(strictError.replace(/^.*\n *line \d+: |\n[^]*/g, ''), line)
  if (second !== undefined) throw new YamlError('a lab is one document', second.lineOf([]))
  return document
}

/** Longer files take minutes to parse. */
const MOST_BYTES = 1_000_000

/** Throws LabProblem. */
export const readLabYaml = (path: string): LabYaml => {
  let text: string
  try {
    const found = statSync(path)
    if (!found.isFile()) throw new LabProblem(`${path} is not a file`)
    if (found.size > MOST_BYTES)
      throw new LabProblem(`${path} has ${found.size} bytes; a lab has at most ${MOST_BYTES}`)
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
