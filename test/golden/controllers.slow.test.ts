/** Replays recorded decisions of controllers against servers with separate controllers. */
import t from 'tap'
import { controlFrom } from '../fixtures/remote-controllers.ts'
import { replayRecordings } from './in-process.ts'

t.jobs = 4

replayRecordings(new Set(), {
  areas: ['csr-approval', 'csr-signers', 'custom-signer'],
  options: () => ({ controllers: ['-*'] }),
  beside: async (t, server, url) => {
    await controlFrom(t, { url, authority: server.authority, adminToken: server.adminToken })
  },
})
