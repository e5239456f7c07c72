import { type Feature, json } from '../feature.ts'
import type { SnapshotManager } from './snapshot-manager.ts'

export const resetFeature = (snapshotManager: SnapshotManager): Feature => ({
  name: 'reset',
  about: 'restore the state of the first start, with the same CA and credentials',
  routes: {
    'POST /reset': async () => {
      await snapshotManager.reset()
      return json({})
    },
  },
})
