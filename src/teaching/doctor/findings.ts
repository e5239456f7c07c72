/** The content of all files, before comparison. */
import type { CertificateRequest } from '../../ca/csr.ts'
import type { Certificate } from '../../ca/certificate.ts'
import type { FoundPiece, Problem } from './report.ts'

interface Found<T> {
  readonly source: string
  /** compared within its kubeconfig, not with other files */
  readonly inKubeconfig: boolean
  readonly of: T
}

export class Findings {
  readonly pieces: FoundPiece[] = []
  readonly problems: Problem[] = []
  readonly relations: string[] = []
  readonly requests: Found<CertificateRequest>[] = []
  readonly certificates: Found<Certificate>[] = []
  /** DER of the SubjectPublicKeyInfo */
  readonly keys: Found<Buffer>[] = []
  /** indices in `problems`, by cause */
  readonly #causes = new Map<string, number>()

  /** set while a kubeconfig is examined */
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

  relation(text: string): void {
    if (!this.relations.includes(text)) this.relations.push(text)
  }

  /**
   * Adds a problem. Problems with the same `cause`, such as one certificate in two files, are
   * merged.
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
