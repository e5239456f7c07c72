import { hintsFor } from '../../../src/teaching/labs/hint-for.ts'
import { readLab } from '../../../src/teaching/labs/read-lab.ts'
import type { Lab } from '../../../src/teaching/labs/lab.ts'
import type { LabDesk } from '../../../src/teaching/page/parts.ts'
import type { TestServer } from '../../fixtures/server.ts'
import type { Clock } from '../../../src/apimachinery/clock.ts'

/** Shows the lab `jane` on the page. Its first outcome is met; the hints are for the second. */
export const useLab = (
  { server }: Pick<TestServer<Clock>, 'server'>,
  change: Partial<Lab> = {},
): void => {
  const lab = { ...readLab('labs/jane'), ...change }
  const hints: string[] = []
  const texts = hintsFor(lab, lab.outcomes[1]!)
  const outcomes = lab.outcomes.map(({ id, says, notYet }, i) =>
    i === 0
      ? { id, says, met: true }
      : { id, says, met: false, notYet, is: 'jane: Pending', wanted: 'jane: Issued' },
  )
  const desk: LabDesk = {
    look: () => {
      const { name, title, task, minutes } = lab
      const time = new Date().toISOString()
      return Promise.resolve({ name, title, task, minutes, time, outcomes, hints, folder: '/lab' })
    },
    hint: () => {
      const next = texts[hints.length]
      if (next !== undefined) hints.push(`Hint ${hints.length + 1} of 3\n${next}`)
      return Promise.resolve()
    },
    reset: () => {
      hints.length = 0
      return Promise.resolve()
    },
  }
  server.page.useLab(() => Promise.resolve(desk))
}
