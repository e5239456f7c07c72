/** Solves the labs in hosted clusters. */
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { systemClock } from '../../../src/server/system.ts'
import { BUILT_IN_LABS, labFolders } from '../../../src/teaching/labs/folders.ts'
import { readLab } from '../../../src/teaching/labs/read-lab.ts'
import { verifyLab } from '../../../src/teaching/labs/verify-lab.ts'
import { openClass, seatServer } from '../../../src/cli/class/open-class.ts'
import { createSeat } from '../../../src/cli/class/make-seat.ts'
import { missingPrograms } from '../../server/kubectl.ts'

const self = [process.execPath, fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))]

const folders = labFolders(BUILT_IN_LABS)

t.test('each lab can be solved in a class', { skip: missingPrograms() }, async (t) => {
  const home = t.testdir()
  const reach = { host: '127.0.0.1', port: 0, tlsSan: [] }
  const file = { name: 'class', folder: home, reach, labs: [], people: [] }
  const open = await openClass({ home, file })
  t.teardown(() => open.close())
  for (const path of folders)
    await t.test(`${basename(path)} can be solved`, async (t) => {
      const lab = readLab(path)
      await createSeat(open, 'jane', lab)
      const server = await seatServer(open, 'jane', lab.name)
      const folder = join(home, 'work', lab.name)
      mkdirSync(folder, { recursive: true })
      const { problems } = await verifyLab(lab, {
        server,
        folder,
        environment: process.env,
        self,
        clock: systemClock,
      })
      t.same(problems, [])
    })
})
