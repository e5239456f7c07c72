import { spawnSync } from 'node:child_process'
import t from 'tap'
import { parseCertificate } from '../../src/ca/certificate.ts'
import { verifyClientCertificate } from '../../src/ca/client-certificate.ts'
import { ClientCertificateError } from '../../src/ca/verify.ts'
import { installed } from '../fixtures/installed.ts'
import { problemAmong } from '../fixtures/property.ts'
import { NOW } from './builders.ts'
import { anyChain, type Chain } from './chains/any-chain.ts'
import { CASES, made } from './chains/cases.ts'

const skip =
  installed('go', 'version') || process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'
    ? false
    : 'NOT TESTED: go cannot be run here, and this test needs it'

/** Returns Go's error for each chain, '' if it is valid. */
const judgedByGo = (chains: readonly Chain[]) => {
  const base64 = (ders: readonly Buffer[]) => ders.map((der) => der.toString('base64'))
  const cases = chains.map(({ leaf, chain, roots }) => ({
    leaf: leaf.toString('base64'),
    chain: base64(chain),
    roots: base64(roots),
  }))
  const { status, stdout, stderr } = spawnSync('go', ['run', 'main.go'], {
    cwd: new URL('go-verify/', import.meta.url),
    input: JSON.stringify({ now: NOW, cases }),
    maxBuffer: 64 * 1024 * 1024,
    encoding: 'utf8',
    env: { ...process.env, GO111MODULE: 'off', GOTOOLCHAIN: 'local' },
  })
  if (status !== 0) throw new Error(`go run: ${stderr}`)
  return JSON.parse(stdout) as string[]
}

const judgedHere = ({ leaf, chain, roots }: Chain): string => {
  try {
    const authorities = roots.map((der) => parseCertificate(der))
    verifyClientCertificate({ certificate: leaf, chain }, authorities, NOW)
    return ''
  } catch (error) {
    if (error instanceof ClientCertificateError) return error.message
    throw error
  }
}

// Go compiles its packages on first use
t.setTimeout(600_000)

t.test('Go judges the chains of the table alike', { skip }, async (t) => {
  const chains = CASES.map(([, leaf, chain, roots]) => ({
    leaf: made(leaf),
    chain: chain.map(made),
    roots: roots.map(made),
  }))
  const answers = judgedByGo(chains)
  for (const [i, [what, , , , refused]] of CASES.entries())
    t.equal(answers[i] === '', refused === undefined, `${what}: ${answers[i]}`)
})

t.test('random chains are accepted and rejected as in Go', { skip }, async (t) => {
  let accepted = 0
  const problem = await problemAmong(anyChain, { numRuns: 500 }, (chains) => {
    const byGo = judgedByGo(chains)
    return chains.map((each, i) => {
      const [go, here] = [byGo[i], judgedHere(each)]
      if (go === '') accepted++
      return (go === '') === (here === '') ? undefined : `Go: ${go}, here: ${here}`
    })
  })
  t.strictSame(problem, undefined)
  t.ok(accepted > 30, `${accepted} of 500 are valid`)
})
