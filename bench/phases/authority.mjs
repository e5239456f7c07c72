import { execFileSync } from 'node:child_process'
import { makeRequests } from '../csr.mjs'
import { inFlight, rate } from '../measure.mjs'

/** OpenSSL's names, by ours. */
const OPENSSL_NAMES = {
  rsa2048: 'rsa2048',
  rsa3072: 'rsa3072',
  rsa4096: 'rsa4096',
  p256: 'ecdsap256',
  p384: 'ecdsap384',
  p521: 'ecdsap521',
  ed25519: 'ed25519',
}

/** Signatures per second that `openssl speed` makes on one core; undefined without openssl. */
const opensslSpeed = (algorithm) => {
  try {
    const text = execFileSync('openssl', ['speed', '-seconds', '1', algorithm], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [head, row] = text
      .trim()
      .split('\n')
      .slice(-2)
      .map((line) => line.trim().split(/\s+/))
    const column = head.findIndex((word) => word === 'sign/s')
    return Number(row.at(column - head.length))
  } catch {
    return undefined
  }
}

/**
 * The CA alone, without API and store: from a request in PEM that was not seen before to a certificate in PEM, one after another. One
 * core: what the thread of the signature and that of the rest do, they do in turn.
 */
export const authority = async ({ signatures }) => {
  const { createCertificateAuthority } = await import('../../dist/ca/create-authority.js')
  const { parseCertificateRequestPem } = await import('../../dist/ca/csr.js')
  const { systemClock: clock, systemEntropy: entropy } = await import('../../dist/system.js')
  const requests = makeRequests(100)
  const figures = []
  for (const [keyType, algorithm] of Object.entries(OPENSSL_NAMES)) {
    const ca = await createCertificateAuthority({ clock, entropy, keyType })
    const issue = (i) =>
      ca.issueForRequest({
        csr: parseCertificateRequestPem(Buffer.from(requests[i % requests.length], 'base64')),
        usages: ['client auth'],
        durationSeconds: 3600,
        now: clock.now(),
      })
    await inFlight(signatures / 4, 1, issue)
    const before = process.cpuUsage()
    const done = await inFlight(signatures, 1, issue)
    const { user, system } = process.cpuUsage(before)
    figures.push(rate(`the CA alone, ${keyType}`, done, (user + system) / 1000 / signatures))
    const bare = opensslSpeed(algorithm)
    if (bare === undefined) continue
    const name = `openssl speed ${algorithm}`
    figures.push({ ...rate(name, { rate: bare }, 1000 / bare), reference: true })
  }
  return figures
}
