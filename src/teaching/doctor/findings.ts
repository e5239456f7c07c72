/** Everything that is found in the files, before it is compared. */
import type { CertificateRequest } from '../../ca/csr.ts'
import type { Certificate } from '../../ca/certificate.ts'
import type { Piece, Problem } from './report.ts'

interface Found<T> {
  readonly source: string
  /** what stands in a kubeconfig is compared within it, not with the files beside it */
  readonly inKubeconfig: boolean
  readonly of: T
}

export class Findings {
  readonly pieces: Piece[] = []
  readonly problems: Problem[] = []
  readonly relations: string[] = []
  readonly requests: Found<CertificateRequest>[] = []
  readonly certificates: Found<Certificate>[] = []
  /** public halves, DER of the SubjectPublicKeyInfo */
  readonly keys: Found<Buffer>[] = []
  /** places in `problems` */
  readonly #causes = new Map<string, number>()

  /** set while the parts of a kubeconfig are looked at */
  inKubeconfig = false

  addRequest(source: string, of: CertificateRequest): void {
    this.requests.push({ source, inKubeconfig: this.inKubeconfig, of })
  }

  addCertificate(source: string, of: Certificate): void {
    this.certificates.push({ source, inKubeconfig: this.inKubeconfig, of })
  }

  addKey(source: string, of: Buffer): void {
    this.keys.push({ source, inKubeconfig: this.inKubeconfig, of })
  }

  /** Tells how things belong together, unless that is told already. */
  relation(text: string): void {
    if (!this.relations.includes(text)) this.relations.push(text)
  }

  /**
   * Tells a problem once. `cause`: equal for problems with one cause, such as one certificate in two files; the first is told, and
   * names the sources of all.
   */
  problem(problem: Problem, cause = `${problem.source} ${problem.text}`): void {
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
