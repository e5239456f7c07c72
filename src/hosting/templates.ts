/** Initial objects of clusters; each set is stored once in the host's file. */
import { createHash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { Entry } from '../storage/store.ts'
import { packedNow } from './packing.ts'
import type { Hosting } from './waking.ts'

const PREFIX = 'template.'

type TemplateHome = Pick<Hosting, 'file' | 'cover'>

/** Returns the name of the setting. Throws as SQLite does. */
export const keepTemplate = ({ file, cover }: TemplateHome, objects: readonly Entry[]): string => {
  const bytes = serialize(objects.map(({ key, value }) => ({ key, value })))
  const name = `${PREFIX}${createHash('sha256').update(bytes).digest('hex')}`
  if (file.get(name) === undefined) file.set(name, packedNow(cover, name, bytes))
  return name
}

/** Removes all but the named ones. Throws as SQLite does. */
export const tidyTemplates = (
  { file }: Pick<TemplateHome, 'file'>,
  awaited: readonly string[],
): void => {
  for (const name of file.settings(PREFIX)) if (!awaited.includes(name)) file.unset(name)
}
