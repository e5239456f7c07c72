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

/** A problem without a page gets the page `tutorial`. */
type GivenProblem = Omit<Problem, 'page'> & { readonly page?: DocumentationPage }

export interface KeyedItem {
  readonly source: string
  readonly what: 'key' | 'request' | 'certificate'
  /** SubjectPublicKeyInfo in DER */
  readonly spki: Buffer
  readonly subject?: DistinguishedName
  readonly certificate?: Certificate
  /** whether the item is in a kubeconfig, which has its own checks of key and issuer */
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

  /** Merges problems of one `cause`, such as one certificate in two files. */
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
