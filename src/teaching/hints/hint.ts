import { type Shown, shown } from '../../apimachinery/text/shown.ts'
import type { HintWords } from './words/en.ts'

/** How much is said: what is wrong and what mends it, or why as well, with the page that says so. */
export const HINT_FORMS = ['short', 'full'] as const
export type HintForm = (typeof HINT_FORMS)[number]

/**
 * A mistake that people make, and what to say to them. Hints are data: one file per mistake, in the folder of the moment at which
 * it can be seen; `list.ts` names them all. They are pure: they read the request and the cluster, and change nothing.
 */
export interface Hint<Facts> {
  /** stable, in kebab case; the name of its file and of its test */
  readonly id: string
  /** the page of the Kubernetes documentation that it rests on */
  readonly page: string
  /** Undefined when nobody made this mistake. `say`: the words, where it is told to others than clients, who are told in English. */
  says(facts: Facts, say?: HintWords): Said | undefined
}

export interface Said {
  /** what is wrong, a whole sentence */
  readonly text: string
  /** why that is so, whole sentences: left out of the short form */
  readonly why?: string
  /** what to do about it, a whole sentence */
  readonly mend?: string
  /** what does that, with the names of this object filled in: it is typed as it stands */
  readonly command?: string
}

/** The sentences without the command. */
export const sentences = ({ text, why, mend }: Said, form: HintForm): string =>
  [text, form === 'full' ? why : undefined, mend].filter((part) => part !== undefined).join(' ')

/** The sentences, and the command at their end. */
export const advice = (said: Said, form: HintForm): string => {
  const text = sentences(said, form)
  return said.command === undefined ? text : `${text.replace(/\.$/, ':')} ${said.command}`
}

/** One line for people. Behind the command nothing but the page stands, and that only in full. */
export const spoken = (said: Said, { form, page }: { form: HintForm; page: string }): Shown =>
  shown(form === 'full' ? `${advice(said, form)} (see ${page})` : advice(said, form))

/** Told of a hint that throws: a bug of ours, which must not cost the request. */
type ReportHint = (error: unknown, id: string) => void

/** How hints are given. */
export interface Manner {
  readonly form: HintForm
  readonly report: ReportHint
}

/** What all hints of a moment say, a line each. */
export const sayAll = <Facts>(
  hints: readonly Hint<Facts>[],
  facts: Facts,
  { form, report }: Manner,
): Shown[] => {
  const texts: Shown[] = []
  for (const hint of hints) {
    try {
      const said = hint.says(facts)
      if (said !== undefined) texts.push(spoken(said, { form, page: hint.page }))
    } catch (error) {
      report(error, hint.id)
    }
  }
  return texts
}
