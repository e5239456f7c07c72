import { PAGES } from '../hints/pages.ts'
import type { Findings } from './findings.ts'
import type { Remedy } from './report.ts'
import type { ReadFile } from '../../apiserver/client/connection.ts'

export interface ExaminationInput {
  readonly readFile: ReadFile
  /** the kubeconfigs that kubectl reads together */
  readonly together?: readonly string[]
  /** milliseconds since the epoch */
  readonly now: number
}

export interface Examination extends ExaminationInput {
  readonly findings: Findings
}

/** Adds an unusable file. */
export const fail = (
  { findings }: Examination,
  source: string,
  summary: string,
  text: string,
  remedy: Remedy,
): void => {
  findings.fail({ source, summary }, { text, ...remedy, page: PAGES.tutorial })
}
