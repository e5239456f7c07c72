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

/** `work` for each of so many, one after another, with the processor time of this process for each. */
const oneByOne = async (name, count, work) => {
  await inFlight(count / 4, 1, work)
  const before = process.cpuUsage()
  const done = await inFlight(count, 1, work)
  const { user, system } = process.cpuUsage(before)
  return rate(name, done, (user + system) / 1000 / count)
}

/**
 * The CA alone, without API and store, to a certificate in PEM, one after another: what the thread of the signature does and what
 * the main one does, they do in turn, as on one core. From a request as the signer meets it, read and verified when it was created;
 * and from PEM that was not seen before. OpenSSL signs only.
 */
export const authority = async ({ signatures }) => {
  const { createCertificateAuthority } = await import('../../dist/ca/create-authority.js')
  const { parseCertificateRequestPem, verifyRequestSignature } =
    await import('../../dist/ca/csr.js')
  const { systemClock: clock, systemEntropy: entropy } = await import('../../dist/system.js')
  const pem = makeRequests(signatures).map((base64) => Buffer.from(base64, 'base64'))
  const verified = pem.map(parseCertificateRequestPem)
  verified.forEach(verifyRequestSignature)
  const figures = []
  for (const [keyType, algorithm] of Object.entries(OPENSSL_NAMES)) {
    const ca = await createCertificateAuthority({ clock, entropy, keyType })
    const issue = (csr) =>
      ca.issueForRequest({ csr, usages: ['client auth'], durationSeconds: 3600, now: clock.now() })
    const name = `the CA alone, ${keyType}`
    figures.push(await oneByOne(name, signatures, (i) => issue(verified[i])))
    figures.push(
      await oneByOne(`${name}, from PEM`, signatures, (i) =>
        issue(parseCertificateRequestPem(pem[i])),
      ),
    )
    const bare = opensslSpeed(algorithm)
    if (bare === undefined) continue
    const speed = rate(`openssl speed ${algorithm}`, { rate: bare }, 1000 / bare)
    figures.push({ ...speed, reference: true })
  }
  return figures
}
