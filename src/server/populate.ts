/** The documents that a start fills its cluster with: `--populate`. */
import type { UserInfo } from '../apimachinery/user.ts'
import { FieldProblem } from '../testing/bodies/field-problem.ts'
import {
  DocumentRefused,
  type Populate,
  type Populated,
  type UserCredentials,
  type UserHandling,
} from '../testing/populate/populate.ts'
import type { DocumentSource } from '../testing/populate/source.ts'
import type { UserSpec } from '../testing/populate/wanted-user.ts'
import { OptionsError } from './options-error.ts'

/** Documents: a text in YAML or JSON, or objects. */
export type PopulateOption = string | object | readonly object[]

export const documentsText = (documents: PopulateOption): string =>
  typeof documents === 'string'
    ? documents
    : [documents]
        .flat()
        .map((one) => JSON.stringify(one))
        .join('\n---\n')

/** The CA that must have issued the certificates. */
export interface UserIssuer {
  readonly caPem: string
  /** milliseconds since the epoch */
  readonly now: number
}

/** Files as the command line has read them. */
export class PopulateFiles {
  readonly sources: readonly DocumentSource[]
  /**
   * The valid credentials of a user from an earlier start, or undefined. Errors are problems of the
   * document.
   */
  readonly kept: (
    user: UserSpec,
    source: DocumentSource,
    issuer: UserIssuer,
  ) => UserCredentials | undefined

  constructor(sources: PopulateFiles['sources'], kept: PopulateFiles['kept'] = () => undefined) {
    this.sources = sources
    this.kept = kept
  }
}

/** Documents have a colon and a blank somewhere, or begin with a bracket. */
const PATH = /^[^\s[{][^\s[{]*$/

/**
 * The files of the command line, or what a program gives as if it were one. Throws OptionsError.
 */
export const populateOf = (given: unknown): PopulateFiles => {
  if (given === undefined) return new PopulateFiles([])
  if (given instanceof PopulateFiles) return given
  if (typeof given === 'string' && PATH.test(given))
    throw new OptionsError(
      `--populate is ${JSON.stringify(given)}, which looks like a path; give the documents themselves, as readFileSync(path, 'utf8') has them`,
    )
  if (typeof given === 'string' || (typeof given === 'object' && given !== null))
    return new PopulateFiles([{ text: documentsText(given) }])
  throw new OptionsError('--populate: give documents as a text in YAML or JSON, or as objects')
}

interface PopulationParts {
  readonly files: PopulateFiles
  readonly populate: Populate
  readonly user: UserInfo
}

/** All documents of a start, and what comes of them. */
export class Population {
  readonly #parts: PopulationParts

  constructor(parts: PopulationParts) {
    this.#parts = parts
  }

  /**
   * Resolves with the result for each source. Rejects, with nothing changed, with OptionsError that
   * names the document and its line.
   */
  begin(issuer: UserIssuer): Promise<readonly Populated[]> {
    const { kept } = this.#parts.files
    return this.#apply({ kept: (user, source) => kept(user, source, issuer) })
  }

  /** All but the users again, who keep their certificates. Rejects as {@link begin}. */
  async again(): Promise<void> {
    await this.#apply({ issued: false })
  }

  async #apply(users: UserHandling): Promise<readonly Populated[]> {
    const { files, populate, user } = this.#parts
    if (files.sources.length === 0) return []
    try {
      return await populate.applyAll(files.sources, user, users)
    } catch (error) {
      throw error instanceof FieldProblem || error instanceof DocumentRefused
        ? new OptionsError(`--populate: ${error.message}`)
        : error
    }
  }
}
