import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { makeRequests } from '../csr.mjs'
import { rate, rateOwn } from '../measure.mjs'
import { bareSignature } from '../signature.mjs'

/** OpenSSL's names of key types, by ours. */
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

/** The signer's concurrency. */
const WIDTH = 5

/**
 * Measures the CA alone, without API and store, up to a certificate in PEM: from a CSR that is
 * already parsed and verified, as the signer gets it, and from PEM. For comparison, measures bare
 * signatures by Node's OpenSSL, which is the upper bound, and by the machine's, which may be newer.
 */
const measure = async (signatures) => {
  const { createCertificateAuthority } = await import('../../dist/ca/create-authority.js')
  const { parseCertificateRequestPem, verifyRequestSignature } =
    await import('../../dist/ca/csr.js')
  const { systemClock: clock, systemEntropy: entropy } = await import('../../dist/server/system.js')
  const pem = makeRequests(signatures).map((base64) => Buffer.from(base64, 'base64'))
  const verified = pem.map(parseCertificateRequestPem)
  verified.forEach(verifyRequestSignature)
  const issuing = async (keyType) => {
    const ca = await createCertificateAuthority({ clock, entropy, keyType })
    return (csr) =>
      ca.issueForRequest({ csr, usages: ['client auth'], durationSeconds: 3600, now: clock.now() })
  }
  // common code is compiled before the first measurement
  const warmUp = await issuing('p256')
  for (const csr of verified) await warmUp(csr)
  const figures = []
  for (const [keyType, algorithm] of Object.entries(OPENSSL_NAMES)) {
    const issue = await issuing(keyType)
    const name = `the CA alone, ${keyType}`
    figures.push(await rateOwn(name, signatures, WIDTH, (i) => issue(verified[i])))
    figures.push(
      await rateOwn(`${name}, from PEM`, signatures, WIDTH, (i) =>
        issue(parseCertificateRequestPem(pem[i])),
      ),
    )
    figures.push(await bareSignature(`the bare signature, ${keyType}`, keyType, signatures))
    const bare = opensslSpeed(algorithm)
    if (bare === undefined) continue
    const speed = rate(`openssl speed ${algorithm}`, { rate: bare }, 1000 / bare)
    figures.push({ ...speed, reference: true })
  }
  return figures
}

const SELF = fileURLToPath(import.meta.url)

/** Runs everything, OpenSSL included, in a process on one core; on all cores without taskset. */
export const authority = async ({ signatures }) => {
  const args = [process.execPath, SELF, String(signatures)]
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }
  const pinned = spawnSync('taskset', ['--cpu-list', '0', ...args], options)
  const { status, stdout } =
    pinned.error === undefined ? pinned : spawnSync(args[0], args.slice(1), options)
  if (status !== 0) throw new Error(`the phase authority exited with code ${status}`)
  return JSON.parse(stdout)
}

if (process.argv[1] === SELF)
  process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]))))
