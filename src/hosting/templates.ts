/** Initial objects of clusters; each set is stored once in the host's file. */
import { createHash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { Entry } from '../storage/store.ts'
import { packedNow } from './packing.ts'
import type { HostContext } from './waking.ts'

const PREFIX = 'template.'

type TemplateHome = Pick<HostContext, 'file' | 'cipher'>

/** Stores the objects as a setting, and returns its name. Throws SQLite's errors. */
export const keepTemplate = ({ file, cipher }: TemplateHome, objects: readonly Entry[]): string => {
  const bytes = serialize(objects.map(({ key, value }) => ({ key, value })))
  const name = `${PREFIX}${createHash('sha256').update(bytes).digest('hex')}`
  const { settings } = file
  if (settings.get(name) === undefined) settings.change({ [name]: packedNow(cipher, name, bytes) })
  return name
}

/** Removes all templates but those in `awaited`, which clusters need. Throws SQLite's errors. */
export const tidyTemplates = (
  { file }: Pick<TemplateHome, 'file'>,
  awaited: readonly string[],
): void => {
  for (const name of file.settings.names())
    if (name.startsWith(PREFIX) && !awaited.includes(name))
      file.settings.change({ [name]: undefined })
}
