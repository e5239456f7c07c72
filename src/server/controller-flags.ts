import { fileFlag, SIGNER_FILES } from './file-flags.ts'
import type { Flag } from './flag.ts'
import { controllerNames, duration, optional, pause, signerName } from './option-parsers.ts'

export const CONTROLLER_FLAGS = {
  'cluster-signing-cert-file': fileFlag(
    'certificate of the CA for all signers; default: the root CA',
    'bytes',
    { authority: 'signingCa', part: 'certificate' },
  ),
  'cluster-signing-key-file': fileFlag('key of that CA', 'bytes', {
    authority: 'signingCa',
    part: 'key',
  }),
  ...SIGNER_FILES,
  'cluster-signing-duration': {
    parser: duration('8760h or 30m'),
    default: '8760h',
    help: 'default and maximum lifetime of issued certificates',
  },
  'signer-delay': {
    parser: pause('10s or 1m', 'no signer can sign before the approval'),
    default: '0s',
    help: 'time between approval and signing, to practise waiting for a certificate',
  },
  'pod-certificate-signer': {
    parser: optional(signerName),
    value: 'example.com/NAME',
    help: 'sign PodCertificateRequests for this signer, with its own CA; default: none',
  },
  'auto-approve': {
    help: 'rules that approve or deny CSRs, in YAML or JSON: a file, or the rules themselves; default: none',
    value: 'FILE|RULES',
    file: { holds: 'text', inline: true, becomes: 'autoApprove' },
  },
  controllers: {
    parser: controllerNames,
    default: ['*'],
    value: '*,-NAME,...',
    help: 'controllers to run, as for kube-controller-manager: *,-csrsigning runs all but the CSR signers, -* none; default: *',
  },
} as const satisfies Readonly<Record<string, Flag>>
