import { systemClock } from '../../server/system.ts'
import { type Checked, checkLab, metIds } from '../../teaching/labs/check-lab.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import type { LabServer } from '../../teaching/labs/lab-server.ts'
import { withWorkspace, type WorkspaceParts } from '../../teaching/labs/open-workspace.ts'
import { seedLab } from '../../teaching/labs/seed.ts'

/** Rejects with NoAnswer, RequestRefused, or an Error if the cluster lacks a resource. */
export const checkServer = (lab: Lab, parts: Omit<WorkspaceParts, 'clock'>): Promise<Checked[]> =>
  withWorkspace({ ...parts, clock: systemClock }, (workspace) => checkLab(lab, workspace))

/** Seeds a lab, and checks which outcomes hold. Rejects with LabProblem, or like `checkServer`. */
export const beginOn = async (lab: Lab, server: LabServer, folder: string) => {
  const seededBytes = await seedLab(lab, server, folder, systemClock)
  const checked = await checkServer(lab, { server, folder, seededBytes })
  return { seededBytes, trueAtStart: metIds(checked) }
}
