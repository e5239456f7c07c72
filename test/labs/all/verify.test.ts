/** Every lab of csrlab holds what it promises: `csrlab lab verify`. */
import { basename } from 'node:path'
import t from 'tap'
import { labFolders, labsFolder } from '../../../src/labs/folders.ts'
import { verifyFolder } from '../../../src/terminal/labs/verify-command.ts'
import { missingPrograms } from '../../server/kubectl.ts'

for (const folder of labFolders(labsFolder(undefined)))
  t.test(basename(folder), { skip: missingPrograms() }, async (t) => {
    const { problems } = await verifyFolder(folder, process.env)
    t.same(problems, [])
  })
