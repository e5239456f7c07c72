/** `csrlab backup --etcd-servers`: a copy of what replicas serve, while they do. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CommandLine, CommandResult } from '../doctor/command-line.ts'
import { shownLines } from '../api/text/shown.ts'
import { objectValues } from '../registry/encoding.ts'
import { type EtcdPlace, takeFromEtcd } from '../store/move/etcd.ts'
import { putIntoFolder } from '../store/move/folder.ts'
import { openSealed } from '../store/sealed-settings.ts'
import { CommandError, type UpkeepParts } from './command-options.ts'
import { settingsForFolder } from './moved-settings.ts'

/** What is in etcd at one revision, in a file like that of a data folder. Rejects with CommandError and OpenError. */
export const backupFromEtcd = async (
  { words }: Pick<CommandLine, 'words'>,
  etcd: EtcdPlace,
  passphrase: string,
  { entropy }: UpkeepParts,
): Promise<CommandResult> => {
  const destination = resolve(words[0]!)
  if (existsSync(destination))
    throw new CommandError(`${destination} is there already; name another file, or move it away.`)
  return takeFromEtcd(etcd, async (whole) => {
    const { settings, rows, revision } = whole
    const moved = settingsForFolder(
      { settings, entropy, path: `${etcd.prefix} in etcd` },
      passphrase,
    )
    const seal = (own: Parameters<typeof openSealed>[0]['settings']) =>
      openSealed({ settings: own, entropy, path: destination }, passphrase)
    const filling = { ...whole, settings: moved, seal }
    await putIntoFolder(destination, objectValues, filling, () => undefined)
    const text = shownLines([`${destination}  ${rows.length} objects at revision ${revision}`, ''])
    return { text, code: 0 }
  })
}
