/** One examination: what is found, and what that takes. */
import { PAGES } from '../hints/pages.ts'
import type { Findings } from './findings.ts'
import type { Remedy } from './report.ts'
import type { ReadFile } from '../../apiserver/client/connection.ts'

export interface Surroundings {
  readonly readFile: ReadFile
  /** the kubeconfigs that kubectl reads when nobody names one; default: none of the files */
  readonly together?: readonly string[]
  /** milliseconds since the epoch */
  readonly now: number
}

export interface Look extends Surroundings {
  readonly findings: Findings
}

/** Notes a file that is nothing that one can work with. */
export const fail = (
  { findings }: Look,
  source: string,
  summary: string,
  text: string,
  remedy: Remedy,
): void => {
  findings.pieces.push({ source, kind: 'other', summary })
  findings.problem({ source, text, ...remedy, page: PAGES.tutorial })
}
