/**
 * A mistake that people make, and what to say to them. Hints are data: one file per mistake, in the folder of the moment at which
 * it can be seen; `list.ts` names them all. They are pure: they read the request and the cluster, and change nothing.
 */
export interface Hint<Facts> {
  /** stable, in kebab case */
  readonly id: string
  /** the page of the Kubernetes documentation that it rests on */
  readonly page: string
  /**
   * One or two sentences: what is wrong, why, and the command that mends it with the names of this request filled in. Undefined
   * when nobody made this mistake.
   */
  says(facts: Facts): string | undefined
}

/** The text may end in a command, which nothing must stick to. */
export const withPage = (text: string, page: string): string => `${text} (see ${page})`

/** Told of a hint that throws: a bug of ours, which must not cost the request. */
export type ReportHint = (error: unknown, id: string) => void

/** What all hints of a moment say, each followed by its page. */
export const sayAll = <Facts>(
  hints: readonly Hint<Facts>[],
  facts: Facts,
  report: ReportHint,
): string[] => {
  const texts: string[] = []
  for (const hint of hints) {
    try {
      const text = hint.says(facts)
      if (text !== undefined) texts.push(withPage(text, hint.page))
    } catch (error) {
      report(error, hint.id)
    }
  }
  return texts
}
