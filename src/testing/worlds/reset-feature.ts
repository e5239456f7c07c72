import { type Feature, json } from '../feature.ts'
import type { Worlds } from './worlds.ts'

export const resetFeature = (worlds: Worlds): Feature => ({
  name: 'reset',
  about: 'restore the state of the first start, with the same CA and credentials',
  routes: {
    'POST /reset': async () => {
      await worlds.reset()
      return json({})
    },
  },
})
