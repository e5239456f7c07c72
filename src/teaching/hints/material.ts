/** Tells what bytes contain; never returns the bytes of a key. */
import { decodePemBlocks } from '../../ca/pem.ts'

type Material =
  | {
      readonly kind: 'request' | 'new-request' | 'certificate' | 'empty' | 'unknown'
    }
  | { readonly kind: 'key' | 'other-pem'; readonly label: string }
  | { readonly kind: 'file-name'; readonly name: string }
  /** base64 of `inner` */
  | { readonly kind: 'base64'; readonly inner: Material }

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}$/
const FILE_NAME = /^[\w./-]+\.(csr|pem|crt|key|req)$/
/** Linux PATH_MAX. */
const MAX_PATH = 4096

const MAX_PEELED = 64 * 1024
const MAX_DEPTH = 3

const pemMaterial = (label: string): Material => {
  if (label === 'CERTIFICATE REQUEST') return { kind: 'request' }
  if (label === 'NEW CERTIFICATE REQUEST') return { kind: 'new-request' }
  if (label === 'CERTIFICATE') return { kind: 'certificate' }
  return { kind: label.includes('PRIVATE KEY') ? 'key' : 'other-pem', label }
}

/** A private key takes precedence over other PEM blocks. */
export const materialOf = (bytes: Buffer, depth = 0): Material => {
  const text = bytes.toString('latin1').trim()
  if (text === '') return { kind: 'empty' }
  const labels = decodePemBlocks(bytes).map(({ type }) => type)
  const label = labels.find((type) => type.includes('PRIVATE KEY')) ?? labels[0]
  if (label !== undefined) return pemMaterial(label)
  if (text.length <= MAX_PATH && FILE_NAME.test(text)) return { kind: 'file-name', name: text }
  if (depth < MAX_DEPTH && text.length <= MAX_PEELED && text.length > 8 && BASE64.test(text)) {
    const inner = materialOf(Buffer.from(text, 'base64'), depth + 1)
    if (inner.kind !== 'unknown') return { kind: 'base64', inner }
  }
  return { kind: 'unknown' }
}
