/** Sees whether somebody has done something since the last look: in the folder of a lab, or in its cluster. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isOfLearner, NoAnswer } from '../../teaching/labs/client.ts'
import type { LabWorkspace } from '../../teaching/labs/place.ts'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'

/** Names, sizes and times of what lies there. */
export const folderMark = (folder: string): string =>
  // somebody may have taken it away
  (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [])
    // the audit log, which grows by being looked at
    .filter((entry) => !entry.isSymbolicLink())
    .map(({ name }) => name)
    .map((name) => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false })
      return `${name} ${found?.size} ${found?.mtimeMs}`
    })
    .join('\n')

interface Journal {
  readonly last: number
  readonly requests: readonly { readonly userAgent: string }[]
}

/** A function that says whether something has changed since it was called the last time; at first it has. Rejects with NoAnswer. */
export const follower = ({
  folder,
  asker,
}: Pick<LabWorkspace, 'folder' | 'asker'>): (() => Promise<boolean>) => {
  let mark: string | undefined
  let last = 0
  return async () => {
    const files = folderMark(folder)
    const { code, body } = await asker.inject('GET', `${MANAGEMENT_PATH}/requests?since=${last}`)
    if (code >= 500) throw new NoAnswer(`it answers ${code}`)
    const { last: newest, requests } = body as unknown as Journal
    const isNew = requests.some(({ userAgent }) => isOfLearner(userAgent))
    const hasChanged = mark === undefined || files !== mark || isNew
    mark = files
    last = newest
    return hasChanged
  }
}
