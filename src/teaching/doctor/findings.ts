/** The content of all files, with problems and relations. */
import type { ReadFile } from '../../apiserver/client/connection.ts'
import type { Certificate } from '../../ca/certificate.ts'
import type { DistinguishedName } from '../../ca/name.ts'
import { keyFingerprint } from '../hints/key-of.ts'
import { type DocumentationPage, PAGES } from '../hints/pages.ts'
import type { InspectedItem, Problem } from './report.ts'

export interface ExaminationInput {
  readonly readFile: ReadFile
  /** the kubeconfigs that kubectl reads together */
  readonly together?: readonly string[]
  /** milliseconds since the epoch */
  readonly now: number
}

/** A problem; default page: the tutorial. */
type GivenProblem = Omit<Problem, 'page'> & { readonly page?: DocumentationPage }

/** A key, or a request or certificate for one. */
export interface KeyedItem {
  readonly source: string
  readonly what: 'key' | 'request' | 'certificate'
  /** DER of the SubjectPublicKeyInfo */
  readonly spki: Buffer
  /** the subject of a request or certificate */
  readonly subject?: DistinguishedName
  readonly certificate?: Certificate
  /** whether its key and issuer are checked within a kubeconfig only */
  readonly inKubeconfig: boolean
}

export class Findings {
  readonly input: ExaminationInput
  readonly pieces: InspectedItem[] = []
  readonly problems: Problem[] = []
  readonly relations: string[] = []
  readonly things: KeyedItem[] = []
  /** indices in `problems`, by cause */
  readonly #causes = new Map<string, number>()

  /** set while a kubeconfig is examined */
  inKubeconfig = false

  constructor(input: ExaminationInput) {
    this.input = input
  }

  add(
    thing: Omit<KeyedItem, 'inKubeconfig'>,
    summary: string,
    kind: InspectedItem['kind'] = thing.what,
  ): void {
    this.things.push({ ...thing, inKubeconfig: this.inKubeconfig })
    this.pieces.push({ source: thing.source, kind, summary, key: keyFingerprint(thing.spki) })
  }

  /** Adds an unusable piece. */
  fail(
    source: string,
    summary: string,
    problem: Omit<GivenProblem, 'source'>,
    kind: InspectedItem['kind'] = 'other',
  ): void {
    this.pieces.push({ source, kind, summary })
    this.problem({ source, ...problem })
  }

  relation(text: string): void {
    if (!this.relations.includes(text)) this.relations.push(text)
  }

  /**
   * Adds a problem. Problems with the same `cause`, such as one certificate in two files, are
   * merged.
   */
  problem(given: GivenProblem, cause = `${given.source} ${given.text}`): void {
    const problem = { ...given, page: PAGES[given.page ?? 'tutorial'] }
    const at = this.#causes.get(cause)
    if (at === undefined) {
      this.#causes.set(cause, this.problems.push(problem) - 1)
      return
    }
    const known = this.problems[at]!
    if (!known.source.split(', ').includes(problem.source))
      this.problems[at] = { ...known, source: `${known.source}, ${problem.source}` }
  }
}
