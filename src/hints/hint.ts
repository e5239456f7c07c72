import { type Shown, shown } from '../api/text/shown.ts'

/**
 * A mistake that people make, and what to say to them. Hints are data: one file per mistake, in the folder of the moment at which
 * it can be seen; `list.ts` names them all. They are pure: they read the request and the cluster, and change nothing.
 */
export interface Hint<Facts> {
  /** stable, in kebab case; the name of its file and of its test */
  readonly id: string
  /** the page of the Kubernetes documentation that it rests on */
  readonly page: string
  /** Undefined when nobody made this mistake. */
  says(facts: Facts): Said | undefined
}

export interface Said {
  /** one or two whole sentences: what is wrong, and why */
  readonly text: string
  /** what mends it, with the names of this object filled in: it is typed as it stands */
  readonly command?: string
}

/** One line for people. A command stands at the end, where nothing but the page sticks to it. */
export const spoken = ({ text, command }: Said, page: string): Shown =>
  shown(`${command === undefined ? text : `${text.replace(/\.$/, ':')} ${command}`} (see ${page})`)

/** Told of a hint that throws: a bug of ours, which must not cost the request. */
export type ReportHint = (error: unknown, id: string) => void

/** What all hints of a moment say, a line each. */
export const sayAll = <Facts>(
  hints: readonly Hint<Facts>[],
  facts: Facts,
  report: ReportHint,
): Shown[] => {
  const texts: Shown[] = []
  for (const hint of hints) {
    try {
      const said = hint.says(facts)
      if (said !== undefined) texts.push(spoken(said, hint.page))
    } catch (error) {
      report(error, hint.id)
    }
  }
  return texts
}
