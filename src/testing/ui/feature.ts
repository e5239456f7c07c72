import type { UserInfo } from '../../apimachinery/user.ts'
import { type Feature, json } from '../feature.ts'
import { readJsonBody } from '../bodies/json-body.ts'

export interface LinkMaker {
  /**
   * Returns a one-time link, valid for a minute. Rejects with StatusErrors, for example if `opener`
   * may not impersonate `as`.
   */
  link(opener: UserInfo, as?: string): Promise<string>
}

export const uiFeature = (page: LinkMaker): Feature => ({
  name: 'ui',
  about: 'a one-time link to the web page, valid for a minute',
  routes: {
    'POST /ui': async (request) => {
      const { as } = readJsonBody(request, 'PageLinkRequest')
      return json({ url: await page.link(request.user, as) }, 201)
    },
  },
})
