import type { Command } from '../grammar/command.ts'
import { KUBECONFIG } from '../grammar/shared-options.ts'

const follow: Command = {
  name: 'follow',
  summary: 'gets them as the kubelet of its node would',
  about: [
    "Does what the kubelet of the pod's node would do: for each podCertificate source of its volumes it makes a key, asks the signer with a PodCertificateRequest as that node, waits, and writes the files into a folder for each volume.",
    'Asks the server of KUBECONFIG, or the one whose data folder is here. Exits 1 when a certificate is missing in the end.',
  ],
  words: { usage: 'POD', least: 1, most: 1 },
  options: {
    namespace: { value: 'NAMESPACE', short: 'n', help: 'of the pod; default: default' },
    directory: { value: 'DIR', help: "for the files; default: the pod's name", offer: 'folder' },
    signer: {
      value: 'NAME',
      help: 'asks for one certificate more, of this signer; a pod need not name it up to 1.36',
    },
    'key-type': { value: 'ED25519', help: 'of the key for --signer' },
    timeout: { value: 'SECONDS', help: 'how long to wait for a signer; default: 60' },
    ...KUBECONFIG,
  },
  run: async (...given) =>
    (await import('../../doctor/pod-certificates/command.ts')).followPod(...given),
}

export const podCertificates: Command = {
  name: 'pod-certificates',
  summary: 'the certificates of a pod, got as its kubelet would',
  verbs: [follow],
}
