import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { isOfLearner, NoAnswer } from '../../teaching/labs/client.ts'
import type { LabWorkspace } from '../../teaching/labs/workspace.ts'

/** Renders names, sizes and times of files; empty if there is no such folder. */
export const folderMark = (folder: string): string => {
  try {
    return (
      readdirSync(folder, { withFileTypes: true })
        // links point to the audit log, which grows with each check
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
 * Returns a function that tells whether anything has changed since its last call; it rejects with
 * NoAnswer.
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
    if (code >= 500) throw new NoAnswer(`it answers ${code}`)
    const { last: newest, requests } = body as unknown as Journal
    const isNew = requests.some(({ userAgent }) => isOfLearner(userAgent))
    const hasChanged = mark === undefined || files !== mark || isNew
    mark = files
    last = newest
    return hasChanged
  }
}
