/** Links to the page, which is started when the first one is asked for. */
import type { UserInfo } from '../../apimachinery/user.ts'
import { type Feature, json } from '../feature.ts'
import { readJsonBody } from '../bodies/json-body.ts'

/** Makes links to the page, which belongs to a higher room. */
export interface LinkMaker {
  /**
   * A link that lets `opener` in once, within a minute, at first as the user `as`. Rejects with
   * StatusErrors, also if `opener` may not impersonate that user, and with ListenError where the
   * page has no port.
   */
  link(opener: UserInfo, as?: string): Promise<string>
}

export const uiFeature = (page: LinkMaker): Feature => ({
  name: 'ui',
  about: 'a link to the web page, which works once, within a minute',
  routes: [
    {
      method: 'POST',
      path: '/ui',
      answer: async (asked) => {
        const { as } = readJsonBody(asked, 'PageLinkWish')
        return json({ url: await page.link(asked.user, as) }, 201)
      },
    },
  ],
})
