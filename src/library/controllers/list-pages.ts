import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import type { KubeObject, ListMeta } from '../../apimachinery/meta.ts'

export interface ObjectPage {
  readonly metadata: ListMeta
  readonly items?: readonly KubeObject[] | null
}

const PAGE = 500

/** Reads a list in pages, like client-go's `tools/pager`. */
export async function* listPages(
  read: (query: Readonly<Record<string, string>>) => Promise<ObjectPage>,
): AsyncGenerator<ObjectPage> {
  let next = ''
  do {
    const page = await read({ limit: String(PAGE), ...omitEmpty({ continue: next }) })
    yield page
    next = page.metadata.continue ?? ''
  } while (next !== '')
}
