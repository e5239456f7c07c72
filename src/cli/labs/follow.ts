import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { isOfLearner, NoAnswer } from '../../teaching/labs/client.ts'
import type { LabWorkspace } from '../../teaching/labs/workspace.ts'

/**
 * Renders names, sizes and modification times of a folder's entries, except links. Returns '' if
 * the folder cannot be read.
 */
export const folderMark = (folder: string): string => {
  try {
    return (
      readdirSync(folder, { withFileTypes: true })
        // a lab's links point to the audit log, which grows with each check
        .filter((entry) => !entry.isSymbolicLink())
        .map(({ name }) => {
          const found = statSync(join(folder, name), { throwIfNoEntry: false })
          return `${name} ${found?.size} ${found?.mtimeMs}`
        })
        .join('\n')
    )
  } catch {
    return ''
  }
}

interface Journal {
  readonly last: number
  readonly requests: readonly { readonly userAgent: string }[]
}

/**
 * Returns a function that tells whether files have changed or the learner has sent requests since
 * the last call. The first call resolves with true. Calls reject with NoAnswer.
 */
export const follower = ({
  folder,
  requester,
}: Pick<LabWorkspace, 'folder' | 'requester'>): (() => Promise<boolean>) => {
  let mark: string | undefined
  let last = 0
  return async () => {
    const files = folderMark(folder)
    const { code, body } = await requester.inject(
      'GET',
      `${MANAGEMENT_PATH}/requests?since=${last}`,
    )
    if (code >= 300) throw new NoAnswer(`the server responds with status ${code}`)
    const { last: newest, requests } = body as unknown as Journal
    const isNew = requests.some(({ userAgent }) => isOfLearner(userAgent))
    const hasChanged = mark === undefined || files !== mark || isNew
    mark = files
    last = newest
    return hasChanged
  }
}
