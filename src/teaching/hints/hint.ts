import { type Shown, shown } from '../../apimachinery/text/shown.ts'
import type { HintWords } from '../words/words.ts'
import { type DocumentationPage, PAGES } from './pages.ts'

/** `short`: problem and fix; `full`: also the reason and the documentation page. */
export type HintForm = 'short' | 'full'

/** Explains a mistake. `says` is a pure function. Each hint has its own file. */
export interface Hint<Facts> {
  /** file name, kebab case */
  readonly id: string
  readonly page: DocumentationPage
  /** Returns undefined if the mistake was not made. `say`: texts; default: English. */
  says(facts: Facts, say?: HintWords): HintText | undefined
}

export interface HintText {
  /** the problem, a sentence */
  readonly text: string
  /** sentences; only in the full form */
  readonly why?: string
  /** the fix, a sentence */
  readonly mend?: string
  /** fixes the problem */
  readonly command?: string
}

export interface FixOptions {
  /** false: the CSR cannot be sent again; default: true */
  readonly canReplace?: boolean
  readonly say?: HintWords
}

export const sentences = ({ text, why, mend }: HintText, form: HintForm): string =>
  [text, form === 'full' ? why : undefined, mend].filter((part) => part !== undefined).join(' ')

const advice = (hintText: HintText, form: HintForm): string => {
  const text = sentences(hintText, form)
  return hintText.command === undefined ? text : `${text.replace(/\.$/, ':')} ${hintText.command}`
}

/** The command follows the sentences; in the full form, the page's address comes last. */
export const renderHint = (
  hintText: HintText,
  { form, page }: { form: HintForm; page: DocumentationPage },
): Shown =>
  shown(form === 'full' ? `${advice(hintText, form)} (see ${PAGES[page]})` : advice(hintText, form))

type ReportHint = (error: unknown, id: string) => void

export interface HintStyle {
  readonly form: HintForm
  readonly report: ReportHint
}

export const renderHints = <Facts>(
  hints: readonly Hint<Facts>[],
  facts: Facts,
  { form, report }: HintStyle,
): Shown[] => {
  const texts: Shown[] = []
  for (const hint of hints) {
    try {
      const hintText = hint.says(facts)
      if (hintText !== undefined) texts.push(renderHint(hintText, { form, page: hint.page }))
    } catch (error) {
      report(error, hint.id)
    }
  }
  return texts
}
