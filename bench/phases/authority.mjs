import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { makeRequests } from '../csr.mjs'
import { rate, rateOwn } from '../measure.mjs'
import { bareSignature } from '../signature.mjs'

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

/** As many as the signer works on at once. */
const WIDTH = 5

/**
 * The CA alone, without API and store, to a certificate in PEM. From a request as the signer meets it, read and verified when it was
 * created; and from PEM that was not seen before. What it is compared with signs only: the OpenSSL that Node was built with, which
 * bounds us, and that of the machine, which may be a newer one.
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
  // what all types have in common is compiled before the first is measured
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

/** All of it in a process of its own that has one core, OpenSSL too; on whatever cores there are where there is no taskset. */
export const authority = async ({ signatures }) => {
  const args = [process.execPath, SELF, String(signatures)]
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }
  const pinned = spawnSync('taskset', ['--cpu-list', '0', ...args], options)
  const { status, stdout } =
    pinned.error === undefined ? pinned : spawnSync(args[0], args.slice(1), options)
  if (status !== 0) throw new Error(`the CA alone ended with ${status}`)
  return JSON.parse(stdout)
}

if (process.argv[1] === SELF)
  process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]))))
