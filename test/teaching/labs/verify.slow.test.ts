import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { BUILT_IN_LABS, labFolders } from '../../../src/teaching/labs/folders.ts'
import { verifyFolder } from '../../../src/cli/labs/verify-command.ts'
import { missingPrograms } from '../../server/kubectl.ts'

const skip = missingPrograms()
const self = [process.execPath, fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))]

for (const folder of labFolders(BUILT_IN_LABS))
  t.test(`verify finds no problems in ${basename(folder)}`, { skip }, async (t) => {
    const { problems } = await verifyFolder(folder, { environment: process.env, self })
    t.same(problems, [])
  })
