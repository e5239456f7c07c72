/** The whole history of one request, as an ordered trace: from the object, and by asking the pure checks once more. Pure. */
import { type Shown, shownLines } from '../api/text/shown.ts'
import { certificateSteps } from './trace-certificate.ts'
import { admission, approval, authentication, authorization, validation } from './trace-request.ts'
import { cleaning, signer } from './trace-signer.ts'
import type { TraceParts, TraceStep } from './trace-step.ts'

/** All steps in the order in which a request meets them. */
export const traceOf = (parts: TraceParts): TraceStep[] => {
  const { csr, events, release, now } = parts
  return [
    authentication(csr),
    authorization(parts),
    admission(csr),
    ...validation(csr),
    ...approval(csr, events),
    ...signer(csr),
    ...certificateSteps(csr, now),
    ...cleaning(csr, release),
  ]
}

const mark = (passed: boolean | undefined): string =>
  passed === undefined ? '…' : passed ? '✓' : '✗'

/** The trace for people; a page is told where something is not well, or not done yet. */
export const renderTrace = (name: string, steps: readonly TraceStep[]): Shown => {
  const width = Math.max(...steps.map(({ stage }) => stage.length))
  const lines = steps.flatMap(({ stage, passed, text, page }, i) => {
    const label = steps[i - 1]?.stage === stage ? '' : stage
    const line = `  ${label.padEnd(width)}  ${mark(passed)} ${text}`
    const next = steps[i + 1]
    const toldNext = next?.passed === false && next.page === page
    return passed === false && page !== undefined && !toldNext
      ? [line, `  ${''.padEnd(width)}    ${page}`]
      : [line]
  })
  return shownLines([`certificatesigningrequest ${name}`, '', ...lines, ''])
}
