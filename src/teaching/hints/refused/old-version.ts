import { CERTIFICATES_GROUP } from '../../../apis/certificates.ts'
import type { RefusedHint } from '../facts.ts'

const PATH = new RegExp(`^/apis/${CERTIFICATES_GROUP.replaceAll('.', '\\.')}/v1beta1(/|$)`)

export const oldVersion: RefusedHint = {
  id: 'old-version',
  page: 'deprecation',
  says: ({ error, path, body }) => {
    const isOld =
      (error.code === 404 && PATH.test(path)) ||
      (error.code === 400 && body.includes(`${CERTIFICATES_GROUP}/v1beta1`))
    return isOld
      ? {
          text: `${CERTIFICATES_GROUP}/v1beta1 was removed in Kubernetes 1.22.`,
          mend: `Write apiVersion: ${CERTIFICATES_GROUP}/v1, and set spec.signerName and spec.usages, which v1 requires.`,
        }
      : undefined
  },
}
