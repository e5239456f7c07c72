/** Repeats the server's checks on a stored CSR. */
import { type Shown, shown, shownLines } from '../../apimachinery/text/shown.ts'
import { wrapped } from '../../apimachinery/text/wrapped.ts'
import { type HintText, sentences } from '../hints/hint.ts'
import { PAGES } from '../hints/pages.ts'
import { traceRequest } from './trace-request.ts'
import { traceSigner } from './trace-signer.ts'
import type { TraceParts, TraceStep } from './trace-step.ts'

export const traceOf = (parts: TraceParts): TraceStep[] =>
  [...traceRequest(parts), ...traceSigner(parts)].map(([stage, passed, said, page]) => {
    const hintText: HintText = typeof said === 'string' ? { text: said } : said
    const { command } = hintText
    return {
      stage,
      passed,
      text: sentences(hintText, 'full'),
      ...(command !== undefined && { command }),
      ...(page !== undefined && { page: PAGES[page] }),
    }
  })

const mark = (passed: boolean | undefined): string =>
  passed === undefined ? '…' : passed ? '✓' : '✗'

const COLUMNS = 80

/**
 * If successive failed steps have the same page, prints the page's address only after the last one.
 * Commands are not wrapped, so that users can copy them.
 */
export const renderTrace = (name: string, steps: readonly TraceStep[]): Shown => {
  const width = Math.max(...steps.map(({ stage }) => stage.length))
  const margin = ' '.repeat(width + 6)
  const lines = steps.flatMap(({ stage, passed, text, command, page }, i) => {
    const label = steps[i - 1]?.stage === stage ? '' : stage
    const head = `  ${label.padEnd(width)}  ${mark(passed)} `
    const next = steps[i + 1]
    const toldNext = next?.passed === false && next.page === page
    return [
      ...wrapped(shown(text), COLUMNS - margin.length).map(
        (line, row) => `${row === 0 ? head : margin}${line}`,
      ),
      ...(command === undefined ? [] : [`${margin}${command}`]),
      ...(passed === false && page !== undefined && !toldNext ? [`${margin}${page}`] : []),
    ]
  })
  return shownLines([`certificatesigningrequest ${name}`, '', ...lines, ''])
}
