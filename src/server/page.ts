/** The first use of the page loads its code and opens its port. */
import type { UserInfo } from '../apimachinery/user.ts'
import { StatusError, serviceUnavailable } from '../apimachinery/status.ts'
import { ListenError } from '../apiserver/http/wire/listener.ts'
import { RequestRefused } from '../apiserver/client/call.ts'
import type { Page } from '../teaching/page/page.ts'
import type { PageParts } from '../teaching/page/parts.ts'

export type PageDoor = ReturnType<typeof pageDoor>

export const pageDoor = (partsOf: () => Omit<PageParts, 'lab'>) => {
  let lab: PageParts['lab'] | undefined
  let opening: Promise<Page> | undefined
  let isUnref = false
  let isClosed = false

  const openPage = async (): Promise<Page> => {
    if (isClosed) throw serviceUnavailable('the server stops')
    const parts = { ...partsOf(), lab: async () => lab?.() }
    try {
      const { Page } = await import('../teaching/page/page.ts')
      const page = await Page.open(parts)
      if (isUnref) page.unref()
      return page
    } catch (error) {
      // a later attempt may find the port free
      opening = undefined
      throw error
    }
  }

  /**
   * Opens the port unless it is open. Rejects with ListenError, with StatusError if the server
   * stops, or with the system's error if the page is not built.
   */
  const open = (): Promise<Page> => (opening ??= openPage())

  return {
    open,

    link: async (opener: UserInfo, as?: string): Promise<string> => {
      try {
        return await (await open()).link(opener, as)
      } catch (error) {
        if (error instanceof RequestRefused) throw new StatusError(error.body as never)
        if (error instanceof ListenError) throw serviceUnavailable(error.message)
        throw error
      }
    },

    useLab: (desk: PageParts['lab']): void => {
      lab = desk
    },

    /** Lets the process exit while the page is open. */
    unref: (): void => {
      isUnref = true
      void opening?.then((page) => page.unref())
    },

    close: async (): Promise<void> => {
      isClosed = true
      const page = await opening?.catch(() => undefined)
      await page?.close()
    },
  }
}
