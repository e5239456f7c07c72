import { RequestRefused } from '../../apiserver/client/call.ts'
import { type Feature, json } from '../feature.ts'
import type { Populate } from './populate.ts'

export const populateFeature = (populate: Populate): Feature => ({
  name: 'populate',
  about: 'apply documents in YAML or JSON, all or none, and issue certificates to users',
  routes: {
    'POST /populate': async ({ body, user, signal }) => {
      try {
        return json(await populate.apply(body.toString(), user, signal))
      } catch (error) {
        if (error instanceof RequestRefused) return json(error.body, error.code)
        throw error
      }
    },
  },
})
