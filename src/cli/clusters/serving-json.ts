import { escapeJson, type Shown } from '../../apimachinery/text/shown.ts'
import type { ServingFile } from './serving.ts'

/** What a program reads of a running cluster: one line. */
export const servingJson = (serving: ServingFile): Shown =>
  escapeJson(`${JSON.stringify({ ...serving, localUrl: undefined })}\n`)
