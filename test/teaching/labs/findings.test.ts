/** How unmet outcomes are explained: in words, and first the ones that cannot be met any more. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { widthOf } from '../../../src/apimachinery/text/width.ts'
import { createCertificateAuthority } from '../../../src/ca/authority.ts'
import { outcomeLines } from '../../../src/cli/labs/texts.ts'
import { checkLab, finalOutcome } from '../../../src/teaching/labs/check-lab.ts'
import { runCheck } from '../../../src/teaching/labs/checks/index.ts'
import { BUILT_IN_LABS, labFolders } from '../../../src/teaching/labs/folders.ts'
import type { Check, Lab } from '../../../src/teaching/labs/lab.ts'
import { readLab } from '../../../src/teaching/labs/read-lab.ts'
import { wordingOf } from '../../../src/teaching/labs/wording.ts'
import type { LabWorkspace } from '../../../src/teaching/labs/workspace.ts'
import { ManualClock } from '../../fixtures/clock.ts'
import { countingEntropy } from '../../fixtures/entropy.ts'

const LANGUAGES = ['en', 'ko']
const OLD = 'example.com:shop:old'

interface Logged {
  readonly verb: string
  readonly resource: string
  readonly name?: string
  readonly subresource?: string
  readonly code: number
}

/** A workspace whose cluster has no objects, and whose audit log has these requests. */
const workspaceOf = (
  t: Test,
  { language = 'en', log = [] }: { language?: string; log?: readonly Logged[] } = {},
): LabWorkspace => {
  const folder = t.testdir()
  const auditLog = join(folder, 'audit.log')
  const lines = log.map(({ verb, code, ...objectRef }) =>
    JSON.stringify({
      stage: 'ResponseComplete',
      requestReceivedTimestamp: '2030-01-01T00:00:00Z',
      verb,
      user: { username: 'ann' },
      objectRef,
      responseStatus: { code },
    }),
  )
  writeFileSync(auditLog, [...lines, ''].join('\n'))
  const csrs = {
    apiVersion: 'certificates.k8s.io/v1',
    group: 'certificates.k8s.io',
    version: 'v1',
    prefix: '/apis/certificates.k8s.io/v1',
    verbs: ['get'],
    kind: 'CertificateSigningRequest',
    plural: 'certificatesigningrequests',
    singular: 'certificatesigningrequest',
    shortNames: ['csr'],
    namespaced: false,
    names: new Set(['csr']),
  }
  return {
    admin: { server: 'https://127.0.0.1:1' },
    requester: {
      inject: (_method, path) => {
        // like the server, logs the request that marks the end of the log
        appendFileSync(auditLog, `${path}\n`)
        return Promise.resolve({ code: 404, body: {} })
      },
    },
    caPem: '',
    folder,
    auditLog,
    seededBytes: 0,
    say: wordingOf(language),
    clock: new ManualClock(),
    resources: () => Promise.resolve([csrs]),
    close: () => undefined,
  }
}

const labOf = (name: string, language = 'en'): Lab => readLab(join(BUILT_IN_LABS, name), language)

t.test('a step that cannot be undone is told at once, with words', async (t) => {
  const deleted = {
    verb: 'delete',
    resource: 'clustertrustbundles',
    name: OLD,
    code: 200,
  }
  for (const [language, text] of [
    ['en', `too early: delete clustertrustbundles/${OLD}`],
    ['ko', `너무 이릅니다: clustertrustbundles/${OLD} 삭제`],
  ] as const) {
    const lab = labOf('rotate-ca', language)
    const workspace = workspaceOf(t, { language, log: [deleted] })
    const kept = lab.outcomes.filter(({ check }) => check.name === 'auditShows')
    const unmet = lab.outcomes.filter(({ id }) => id === 'web-saved')
    const checked = await checkLab({ outcomes: [...unmet, ...kept] }, workspace)
    const lost = finalOutcome(checked)
    t.equal(lost?.outcome.id, 'web-kept', language)
    t.equal(lost?.finding?.is, text)
    const lines = outcomeLines(checked, workspace.say)
    t.match(lines[0], /^… /, 'an earlier outcome that is only not met yet waits')
    t.equal(lines.filter((line) => line.startsWith('✗')).length, 1)
  }
})

t.test('a CSR of the lab that was deleted cannot be had back', async (t) => {
  for (const folder of labFolders(BUILT_IN_LABS)) {
    const lab = readLab(folder)
    const given = new Set((lab.seed.requests ?? []).map(({ name }) => name))
    const about = lab.outcomes.filter(({ check: { name, given: parameters } }) => {
      const request = 'request' in parameters ? parameters.request : undefined
      return name === 'condition' && request !== undefined && given.has(request)
    })
    if (about.length === 0) continue
    const { seed, name } = lab
    const [checked] = await checkLab({ outcomes: about, seed }, workspaceOf(t))
    t.match(checked?.finding, { is: /^there is no Cert/, isFinal: true }, name)
    const [own] = await checkLab({ outcomes: about }, workspaceOf(t))
    t.equal(own?.finding?.isFinal, undefined, "a learner's own CSR can be sent again")
  }
})

/** Field names of audit events, and durations like `745h` or `720h0m0s`. */
const INTERNAL = /\w+=\S|\b\d+h(?:\d+m)?|responseStatus|objectRef/

t.test('no finding shows fields of the audit log, or durations of Go', async (t) => {
  const logged = labFolders(BUILT_IN_LABS).flatMap((folder) =>
    readLab(folder).outcomes.flatMap(({ check }) => (check.name === 'auditShows' ? [check] : [])),
  )
  t.ok(logged.length > 5)
  const made = await createCertificateAuthority({
    clock: new ManualClock(),
    entropy: countingEntropy(),
    keyType: 'p256',
  })
  const bounds = [{ least: '1h', most: '745h' }, { most: '2h' }, { least: '999999h' }]
  const lifetimes = bounds.map((lifetime): Check => ({
    name: 'certificateFor',
    given: { file: 'a.crt', ca: 'a.crt', lifetime },
  }))
  for (const language of LANGUAGES)
    for (const check of [...logged, ...lifetimes]) {
      const workspace = workspaceOf(t, { language })
      writeFileSync(join(workspace.folder, 'a.crt'), made.certificatePem)
      const finding = await runCheck(check, workspace)
      t.ok(finding !== undefined && finding.wanted !== '', check.name)
      t.notMatch(`${finding?.is} ${finding?.wanted}`, INTERNAL)
    }
  const english = workspaceOf(t)
  writeFileSync(join(english.folder, 'a.crt'), made.certificatePem)
  t.match(await runCheck(lifetimes[0]!, english), {
    is: 'lifetime: 3650 days',
    wanted: 'lifetime: at least 1 hour, at most 31 days',
  })
})

t.test('explanations fit 80 columns', async (t) => {
  for (const language of LANGUAGES) {
    const { say } = workspaceOf(t, { language })
    const [outcome] = labOf('rotate-ca', language).outcomes
    const is = say.beyondRepair(say.tooEarly(`delete clustertrustbundles/${OLD}`), 'rotate-ca')
    const lines = outcomeLines([{ outcome: outcome!, finding: { is, wanted: 'x' } }], say)
    t.same(
      lines.filter((line) => widthOf(line) > 80),
      [],
    )
  }
})
