/**
 * Kills a class while its learners work and report. All acknowledged writes must be there
 * afterwards.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../kit/random.ts'
import { CONFIG_MAPS } from '../kit/client.ts'
import { Ledger } from '../kill/ledger.ts'
import { writeConfigMaps } from '../kill/server.ts'
import type { Room } from './room.ts'

interface KilledClass {
  readonly acknowledged: number
  readonly problems: readonly string[]
  /** time of the slowest start after a kill, in milliseconds */
  readonly slowestStart: number
}

const WORKING = [0, 1, 2]

/** The last acknowledged report, and a later one that may have been stored. */
interface Reported {
  sure: string
  unsure: string
}

/** Reports until the connection breaks. */
const reporting = async (room: Room, learner: number, lab: string, said: Reported) => {
  const reporter = room.reporter(learner, lab)
  for (let i = 0; ; i++) {
    said.unsure = `${said.sure.split('-')[0]}-${i}`
    await reporter.send(said.unsure)
    said.sure = said.unsure
  }
}

export const killClass = async (
  room: Room,
  lab: string,
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<KilledClass> => {
  const random = new Random(seed)
  const ledgers = WORKING.map(() => new Ledger())
  const reports = WORKING.map((): Reported => ({ sure: '', unsure: '' }))
  const problems: string[] = []
  let slowestStart = 0
  let sent = 0
  for (let kill = 1; kill <= kills && problems.length === 0; kill++) {
    const clients = WORKING.map((learner) => room.learner(learner, 0))
    const work = ledgers.flatMap((ledger, i) => [
      writeConfigMaps(clients[i]!, ledger, i, random),
      reporting(room, i, lab, Object.assign(reports[i]!, { sure: `kill${kill}` })),
    ])
    const ended = work.map((one) => one.catch((error: unknown) => ledgers[0]!.broken(error)))
    await sleep(300 + random.int(1200))
    await room.kill()
    await Promise.all(ended)
    const begun = performance.now()
    await room.begin('serve')
    slowestStart = Math.max(slowestStart, performance.now() - begun)
    for (const [i, ledger] of ledgers.entries()) {
      const { items, metadata } = await room.learner(i, 0).must('GET', CONFIG_MAPS)
      ledger.compare(items, Number(metadata.resourceVersion))
      const { sure, unsure } = reports[i]!
      const met = await room.reporter(i, lab).read()
      if (met !== sure && met !== unsure && sure.includes('-'))
        problems.push(`the desk has the report ${met}, not ${sure} or ${unsure}`)
      sent += Number(sure.split('-')[1] ?? -1) + 1
      problems.push(...ledger.problems)
      clients[i]!.close()
    }
  }
  const written = ledgers.reduce((sum, ledger) => sum + ledger.totals().acknowledged, 0)
  return { acknowledged: written + sent, problems, slowestStart }
}
