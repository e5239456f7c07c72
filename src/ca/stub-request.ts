/** What a kubelet sends of a pod's key: a request that says nothing else, or the key with a proof that it has it. */
import { constants, type KeyObject, sign } from 'node:crypto'
import { contextTag, TAG } from './der.ts'
import { NULL, oid, sequence, tlv, wholeBitString } from './der-writer.ts'
import { SigningKey } from './signing-key.ts'

const VERSION = tlv(TAG.integer, Buffer.of(0))
const NO_NAME = sequence()
const NO_ATTRIBUTES = tlv(contextTag(0, true))

/** A PKCS #10 request in DER with an empty subject and no attributes (RFC 2986). `key`: one of {@link generateKey}. */
export const stubRequest = async (key: KeyObject): Promise<Buffer> => {
  const signer = SigningKey.of(key)!
  const { algorithm, hasNull } = signer.scheme
  const info = sequence(VERSION, NO_NAME, signer.spki, NO_ATTRIBUTES)
  return sequence(
    info,
    sequence(oid(algorithm), ...(hasNull ? [NULL] : [])),
    wholeBitString(await signer.sign(info)),
  )
}

/** The key in DER and a signature of the pod's UID, as before 1.36 (`pkg/kubelet/podcertificate`). */
export const keyWithProof = (
  key: KeyObject,
  podUid: string,
): { readonly publicKey: Buffer; readonly proof: Buffer } => {
  const uid = Buffer.from(podUid)
  const pss = {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }
  const signer = key.asymmetricKeyType === 'rsa' ? { key, ...pss } : key
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return { publicKey: SigningKey.of(key)!.spki, proof: sign(hash, uid, signer) }
}
