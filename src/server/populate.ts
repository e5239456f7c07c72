import type { UserInfo } from '../apimachinery/user.ts'
import { RequestRefused } from '../apiserver/client/call.ts'
import { FieldProblem } from '../testing/bodies/field-problem.ts'
import type { Populate, Populated, UserHandling } from '../testing/populate/populate.ts'
import type { DocumentSource } from '../testing/populate/documents.ts'
import type { UserSpec } from '../testing/populate/user-document.ts'
import { OptionsError } from './options-error.ts'

/** a text in YAML or JSON, or objects */
export type PopulateOption = string | object | readonly object[]

export const documentsText = (documents: PopulateOption): string =>
  typeof documents === 'string'
    ? documents
    : [documents]
        .flat()
        .map((one) => JSON.stringify(one))
        .join('\n---\n')

export class PopulateFiles {
  readonly sources: readonly DocumentSource[]
  /** Throws an Error if a user's files cannot be written beside the document. */
  readonly check: (user: UserSpec, source: DocumentSource) => void

  constructor(sources: PopulateFiles['sources'], check: PopulateFiles['check'] = () => undefined) {
    this.sources = sources
    this.check = check
  }
}

/** A text that has no blank, `[` or `{` is a path, not a document. */
const PATH = /^[^\s[{][^\s[{]*$/

/** Throws OptionsError. */
export const populateOf = (given: unknown): PopulateFiles => {
  if (given === undefined) return new PopulateFiles([])
  if (given instanceof PopulateFiles) return given
  if (typeof given === 'string' && PATH.test(given))
    throw new OptionsError(
      `--populate is ${JSON.stringify(given)}, which looks like a path; give the documents themselves, for example readFileSync(path, 'utf8')`,
    )
  if (typeof given === 'string' || (typeof given === 'object' && given !== null))
    return new PopulateFiles([{ text: documentsText(given) }])
  throw new OptionsError('--populate: give documents as a text in YAML or JSON, or as objects')
}

/** The documents applied at startup and after a reset. */
export interface Population {
  /**
   * Resolves with a result for each source. Rejects with OptionsError, which names the document and
   * its line; then nothing has changed.
   */
  begin(): Promise<readonly Populated[]>
  /** Applies the documents, except those of the kind User. Rejects like {@link begin}. */
  again(): Promise<unknown>
}

export const makePopulation = (
  { sources, check }: PopulateFiles,
  populate: Populate,
  user: UserInfo,
): Population => {
  const apply = async (users: UserHandling): Promise<readonly Populated[]> => {
    if (sources.length === 0) return []
    try {
      return await populate.applyAll(sources, user, users)
    } catch (error) {
      throw error instanceof FieldProblem || error instanceof RequestRefused
        ? new OptionsError(`--populate: ${error.message}`)
        : error
    }
  }
  return {
    begin: () => apply({ check }),
    again: () => apply({ issued: false }),
  }
}
