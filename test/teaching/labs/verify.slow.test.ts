/** `csrlab lab verify` passes for all our labs. */
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { labFolders, labsFolder } from '../../../src/teaching/labs/folders.ts'
import { verifyFolder } from '../../../src/cli/labs/verify-command.ts'
import { missingPrograms } from '../../server/kubectl.ts'

const self = [process.execPath, fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))]

for (const folder of labFolders(labsFolder(undefined)))
  t.test(basename(folder), { skip: missingPrograms() }, async (t) => {
    const { problems } = await verifyFolder(folder, { environment: process.env, self })
    t.same(problems, [])
  })
