import { FieldProblem } from '../bodies/field-problem.ts'
import { type PopulateDocument, readDocuments, type ReadYaml } from './documents.ts'

export interface DocumentSource {
  /** undefined: a single source */
  readonly name?: string
  readonly text: string
}

export interface SourcedDocument extends PopulateDocument {
  readonly source: DocumentSource
}

/** Throws like {@link readDocuments}. */
export async function* readSources(
  sources: readonly DocumentSource[],
  readYaml: ReadYaml,
): AsyncGenerator<SourcedDocument, void> {
  for (const source of sources) {
    const { name, text } = source
    try {
      for await (const { at, value } of readDocuments(text, readYaml))
        yield { at: name === undefined ? at : `${name}: ${at}`, value, source }
    } catch (error) {
      throw error instanceof FieldProblem && name !== undefined
        ? new FieldProblem(name, error.message)
        : error
    }
  }
}
