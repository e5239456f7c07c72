import { BUILT_IN_SIGNERS, type BuiltInSigner } from '../ca/signers.ts'
import type { FileUse } from './flag.ts'

/** kube-controller-manager's names in `--cluster-signing-NAME-cert-file`. */
export const SIGNER_FLAGS: Readonly<Record<BuiltInSigner, string>> = {
  'kubernetes.io/kubelet-serving': 'kubelet-serving',
  'kubernetes.io/kube-apiserver-client-kubelet': 'kubelet-client',
  'kubernetes.io/kube-apiserver-client': 'kube-apiserver-client',
  'kubernetes.io/legacy-unknown': 'legacy-unknown',
}

export const fileFlag = (
  help: string,
  holds: FileUse['holds'],
  becomes: FileUse['becomes'],
): { readonly help: string; readonly value: 'FILE'; readonly file: FileUse } => ({
  help,
  value: 'FILE',
  file: { holds, becomes },
})

export const SIGNER_FILES: object = Object.fromEntries(
  BUILT_IN_SIGNERS.flatMap((authority) => {
    const name = `cluster-signing-${SIGNER_FLAGS[authority]}`
    const certificate = { authority, part: 'certificate' } as const
    return [
      [
        `${name}-cert-file`,
        fileFlag(`certificate of the CA for ${authority}`, 'bytes', certificate),
      ],
      [`${name}-key-file`, fileFlag('key of that CA', 'bytes', { authority, part: 'key' })],
    ]
  }),
)
