/** Replays recorded decisions of controllers against servers with separate controllers. */
import t from 'tap'
import { controlFrom } from '../fixtures/remote-controllers.ts'
import { replayRecordings } from './in-process.ts'

t.jobs = 4

const AREAS = ['csr-approval', 'csr-signers', 'custom-signer']

replayRecordings(new Set(), {
  areas: AREAS,
  options: () => ({ controllers: ['-*'] }),
  beside: async (t, server, url) => {
    await controlFrom(t, { url, authority: server.authority, adminToken: server.adminToken })
  },
})
