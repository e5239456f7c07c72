/** Compares the plain control plane with recordings of real servers. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { makeAccess } from '../../src/server/access.ts'
import { openAuditTrails } from '../../src/server/audit.ts'
import { makeClosing } from '../../src/server/closing.ts'
import { type ControlPlane, openControlPlane } from '../../src/server/control-plane.ts'
import { startControllers } from '../../src/server/controllers.ts'
import { STANDALONE } from '../../src/server/host.ts'
import { SILENT } from '../../src/server/log.ts'
import { type ServerOptions, validateOptions } from '../../src/server/options.ts'
import { openState } from '../../src/server/state.ts'
import { systemClock as clock, systemEntropy as entropy } from '../../src/server/system.ts'
import { FOLDERS } from '../golden/folders.ts'
import { KNOWN, RACES } from '../golden/known.ts'
import { readRecording } from '../golden/recording.ts'
import { Replay } from '../golden/replay.ts'

const src = fileURLToPath(new URL('../../src/', import.meta.url))

const VALUE_IMPORT = /(?:^|\n)(?:import|export) (?!type )[^'";]*?from '(\.[^']+)'/g

/** Returns the file and all files that it loads. */
const loaded = (file: string, found = new Set<string>()): Set<string> => {
  if (found.has(file)) return found
  found.add(file)
  for (const [, specifier] of readFileSync(join(src, file), 'utf8').matchAll(VALUE_IMPORT))
    loaded(relative(src, resolve(src, dirname(file), specifier!)), found)
  return found
}

t.test("the control plane loads none of csrlab's additions", async (t) => {
  const files = [...loaded('server/control-plane.ts'), ...loaded('server/controllers.ts')]
  t.ok(files.length > 200, `${files.length} files`)
  t.same(
    files.filter((file) => /^(testing|teaching|hosting|library|cli)\//.test(file)),
    [],
  )
})

const start = async (t: Test, given: ServerOptions): Promise<ControlPlane & { url: string }> => {
  const closing = makeClosing()
  t.teardown(() => closing.close())
  const options = validateOptions({ ...given, caKeyType: 'p256' })
  const audit = openAuditTrails(undefined, { clock, log: SILENT }, closing)
  const base = { options, clock, entropy, serverLog: undefined, log: SILENT, audit }
  const access = makeAccess(base)
  const state = await openState(base, STANDALONE, closing)
  const plane = await openControlPlane(base, access, state, STANDALONE, closing)
  startControllers(plane, {}, closing)
  closing.add(() => plane.app.close())
  await plane.app.ready()
  const { url } = await plane.listener.listen(plane.app)
  await plane.ownObjects.write()
  return { ...plane, url }
}

const FOLDER = 'v1.36'

for (const area of ['csr-flow', 'csr-signers', 'machinery'])
  t.test(
    `responses are as recorded in ${FOLDER} ${area}, except for known differences`,
    async (t) => {
      const { pki, url } = await start(t, FOLDERS[FOLDER])
      const { certificatePem: certificate, keyPem: key } = pki.certificates.admin
      const replay = new Replay({ url, ca: pki.authority.certificatePem, certificate, key })
      t.teardown(() => replay.close())
      const recording = new URL(`../golden/${FOLDER}/${area}.json`, import.meta.url)
      for (const step of readRecording(recording)) {
        const answer = await replay.step(step)
        const place = `${FOLDER}/${area}: ${step.name}`
        if (step.setup === true || place in RACES || place in KNOWN) continue
        t.strictSame(answer, step.response, step.name)
      }
    },
  )
