import { type Checked, checkLab } from '../../teaching/labs/check-lab.ts'
import { openPlace } from '../../teaching/labs/open-place.ts'

/** Connects to the cluster of a lab, and checks all outcomes. Rejects with NoAnswer. */
export const checkServer = async (
  lab: Parameters<typeof checkLab>[0],
  options: Parameters<typeof openPlace>[0],
): Promise<Checked[]> => {
  const place = openPlace(options)
  try {
    return await checkLab(lab, place)
  } finally {
    place.close()
  }
}

export const metIds = (checked: readonly Checked[]): string[] =>
  checked.flatMap(({ outcome, finding }) => (finding === undefined ? [outcome.id] : []))
