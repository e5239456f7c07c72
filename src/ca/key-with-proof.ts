import { constants, type KeyObject, sign } from 'node:crypto'
import { SigningKey } from './signing-key.ts'

/**
 * Returns the public key in DER and a signature of the pod's UID: the form in which kubelets before 1.36
 * ask for a pod's certificate (`pkg/kubelet/podcertificate`).
 */
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
