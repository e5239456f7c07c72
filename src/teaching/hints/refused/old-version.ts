import { CERTIFICATES_GROUP, KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import type { RefusedFacts } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { sentRequest } from '../sent-request.ts'
import { usagesFor } from '../usages.ts'

const PATH = new RegExp(`^/apis/${CERTIFICATES_GROUP.replaceAll('.', '\\.')}/v1beta1(/|$)`)

/** A manifest of v1 in one line, between single quotes but for the request, which the shell puts in. */
const manifest = (name: string, signerName: string): string =>
  JSON.stringify({
    apiVersion: `${CERTIFICATES_GROUP}/v1`,
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request: 'REQUEST', signerName, usages: usagesFor(signerName).usages },
  }).replace('REQUEST', `'$(base64 < ${name}.csr | tr -d '\\n')'`)

export const oldVersion: Hint<RefusedFacts> = {
  id: 'old-version',
  page: PAGES.deprecation,
  says: ({ error, path, body }) => {
    const isOld =
      (error.code === 404 && PATH.test(path)) ||
      (error.code === 400 && body.includes(`${CERTIFICATES_GROUP}/v1beta1`))
    if (!isOld) return undefined
    const said = {
      text: `${CERTIFICATES_GROUP}/v1beta1 went away with Kubernetes 1.22.`,
      mend: `Write apiVersion: ${CERTIFICATES_GROUP}/v1, and name spec.signerName and spec.usages, which v1 asks for.`,
    }
    const sent = sentRequest(body)
    if (sent === undefined) return said
    const name = fileOf(sent.name)
    // a signer that was made up could hold what a shell would run
    const signerName = /^[\w./-]+$/.test(sent.signerName)
      ? sent.signerName
      : KUBE_APISERVER_CLIENT_SIGNER
    return {
      ...said,
      command: `echo '${manifest(name, signerName)}' | kubectl apply -f -`,
    }
  },
}
