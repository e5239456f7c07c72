import { type Shown, shown } from '../../apimachinery/text/shown.ts'
import type { HintWords } from '../words/words.ts'
import { type DocumentationPage, PAGES } from './pages.ts'

/** `short`: problem and fix; `full`: reason and documentation page too. */
export type HintForm = 'short' | 'full'

/**
 * A mistake and its explanation. Hints are pure. Each has its own file, in a folder named after the
 * moment when it is given; `list.ts` lists them all.
 */
export interface Hint<Facts> {
  /** the name of its file, kebab case */
  readonly id: string
  readonly page: DocumentationPage
  /**
   * Returns undefined if the mistake was not made. Clients get English, the page its own language.
   */
  says(facts: Facts, say?: HintWords): HintText | undefined
}

export interface HintText {
  /** what is wrong, a sentence */
  readonly text: string
  /** why, sentences; only in the full form */
  readonly why?: string
  /** the fix, a sentence */
  readonly mend?: string
  /** a command for the fix, with this object's names filled in */
  readonly command?: string
}

export interface FixOptions {
  /** false: the object cannot be deleted and resent; default: true */
  readonly sent?: boolean
  readonly say?: HintWords
}

export const sentences = ({ text, why, mend }: HintText, form: HintForm): string =>
  [text, form === 'full' ? why : undefined, mend].filter((part) => part !== undefined).join(' ')

const advice = (hintText: HintText, form: HintForm): string => {
  const text = sentences(hintText, form)
  return hintText.command === undefined ? text : `${text.replace(/\.$/, ':')} ${hintText.command}`
}

/** Renders a hint. The command comes last, so that it can be copied. */
export const renderHint = (
  hintText: HintText,
  { form, page }: { form: HintForm; page: DocumentationPage },
): Shown =>
  shown(form === 'full' ? `${advice(hintText, form)} (see ${PAGES[page]})` : advice(hintText, form))

/** Reports a hint that throws; the request continues. */
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
