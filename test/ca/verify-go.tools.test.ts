import { spawnSync } from 'node:child_process'
import t from 'tap'
import { parseCertificate } from '../../src/ca/certificate.ts'
import { ClientCertificateError } from '../../src/ca/client-certificate-error.ts'
import { verifyClientCertificate } from '../../src/ca/client-certificate.ts'
import { NOW } from './builders.ts'
import { anyChain, CHAINS, type Shown } from './chains.ts'
import { installed } from '../fixtures/installed.ts'
import { problemAmong } from '../fixtures/property.ts'

interface Answer {
  readonly error?: string
  readonly commonName?: string
  readonly organizations?: string[]
}

const skip =
  installed('go', 'version') || process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'
    ? false
    : 'NOT TESTED: go cannot be run here, and this test needs it'

const judgedByGo = (chains: readonly Shown[]) => {
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
  return JSON.parse(stdout) as Answer[]
}

// Go compiles its packages on first use
t.setTimeout(600_000)

const judgedHere = ({ leaf, chain, roots }: Shown): Answer => {
  try {
    const authorities = roots.map((der) => parseCertificate(der))
    const found = verifyClientCertificate({ certificate: leaf, chain }, authorities, NOW)
    const { commonName, organizations } = found
    return {
      ...(commonName !== '' && { commonName }),
      ...(organizations.length > 0 && { organizations: [...organizations] }),
    }
  } catch (error) {
    if (error instanceof ClientCertificateError) return { error: error.message }
    throw error
  }
}

/** Chains that Debian's Go 1.24 judges differently from Go 1.26. */
const READ_OTHERWISE_BY_GO_1_24 = new Set([
  'T61 of Latin-1',
  'T61 of truncated UTF-8',
  'T61 of UTF-8 and Latin-1',
  'T61 of UTF-8',
  'BMP with half a surrogate pair',
  'BMP with a surrogate pair',
  'two colons',
])
const goMinor = Number(
  /go1\.(\d+)/.exec(skip === false ? spawnSync('go', ['version']).stdout.toString() : '')?.[1],
)

/** Removes Go's guess at the cause. */
const withoutGuess = ({ error, ...rest }: Answer): Answer =>
  error === undefined ? rest : { error: error.replace(/ \(possibly because of .*/s, '') }

t.test('client certificates are verified as in Go', { skip }, async (t) => {
  const answers = judgedByGo(CHAINS.map(([, shown]) => shown))
  for (const [i, [what, shown]] of CHAINS.entries()) {
    if (goMinor < 26 && READ_OTHERWISE_BY_GO_1_24.has(what)) continue
    t.strictSame(judgedHere(shown), withoutGuess(answers[i]!), what)
  }
  const accepted = answers.filter(({ error }) => error === undefined).length
  t.ok(accepted > 50 && accepted < CHAINS.length - 50, `${accepted} of ${CHAINS.length} are valid`)
})

t.test('random chains are accepted and rejected as in Go', { skip }, async (t) => {
  let accepted = 0
  const problem = await problemAmong(anyChain, { numRuns: 500 }, (chains) => {
    const byGo = judgedByGo(chains)
    return chains.map((each, i) => {
      const [go, here] = [byGo[i]!.error, judgedHere(each).error]
      if (go === undefined) accepted++
      return (go === undefined) === (here === undefined) ? undefined : `Go: ${go}, here: ${here}`
    })
  })
  t.strictSame(problem, undefined)
  t.ok(accepted > 30, `${accepted} of 500 are valid`)
})
