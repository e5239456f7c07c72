/** Back to what a first start leaves. */
import { type Feature, json } from '../feature.ts'
import type { Worlds } from './worlds.ts'

/** Requests that come while a world is replaced wait for it. */
export const resetFeature = (worlds: Worlds): Feature => ({
  name: 'reset',
  about: 'bring back what a first start leaves, with the same CA and credentials',
  routes: [
    {
      method: 'POST',
      path: '/reset',
      answer: async () => {
        await worlds.reset()
        return json({})
      },
    },
  ],
  requests: {
    before: ({ headers }) => {
      const { turn } = worlds
      if (turn === undefined || worlds.lets(headers.authorization)) return undefined
      return {
        around: async (handle) => {
          await turn.catch(() => undefined)
          return handle()
        },
      }
    },
  },
})
