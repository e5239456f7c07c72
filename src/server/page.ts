/** The first use of the page loads its code and opens its port. */
import type { UserInfo } from '../apimachinery/user.ts'
import { StatusError, serviceUnavailable } from '../apimachinery/status.ts'
import { ListenError } from '../apiserver/http/wire/listener.ts'
import { RequestRefused } from '../apiserver/client/call.ts'
import type { LinkMaker } from '../testing/ui/feature.ts'
import type { Page } from '../teaching/page/page.ts'
import type { PageParts } from '../teaching/page/parts.ts'

export class PageDoor implements LinkMaker {
  readonly #parts: () => Omit<PageParts, 'lab'>
  #lab: PageParts['lab'] | undefined
  #page: Promise<Page> | undefined
  #isUnref = false
  #isClosed = false

  constructor(parts: () => Omit<PageParts, 'lab'>) {
    this.#parts = parts
  }

  async link(opener: UserInfo, as?: string): Promise<string> {
    try {
      return await (await this.open()).link(opener, as)
    } catch (error) {
      if (error instanceof RequestRefused) throw new StatusError(error.body as never)
      if (error instanceof ListenError) throw serviceUnavailable(error.message)
      throw error
    }
  }

  useLab(lab: PageParts['lab']): void {
    this.#lab = lab
  }

  /** Opens the port, once. Rejects with ListenError or StatusError. */
  open(): Promise<Page> {
    this.#page ??= this.#open()
    return this.#page
  }

  async #open(): Promise<Page> {
    if (this.#isClosed) throw serviceUnavailable('the server stops')
    const parts = { ...this.#parts(), lab: async () => this.#lab?.() }
    try {
      const { Page } = await import('../teaching/page/page.ts')
      const page = await Page.open(parts)
      if (this.#isUnref) page.unref()
      return page
    } catch (error) {
      // a later attempt may find the port free
      this.#page = undefined
      throw error
    }
  }

  /** Lets the process exit while the page is open. */
  unref(): void {
    this.#isUnref = true
    void this.#page?.then((page) => page.unref())
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const page = await this.#page?.catch(() => undefined)
    await page?.close()
  }
}
