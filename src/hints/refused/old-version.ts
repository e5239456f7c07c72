import { CERTIFICATES_GROUP } from '../../api/certificates.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

const PATH = new RegExp(`^/apis/${CERTIFICATES_GROUP.replaceAll('.', '\\.')}/v1beta1(/|$)`)

export const oldVersion: Hint<RefusedFacts> = {
  id: 'old-version',
  page: PAGES.deprecation,
  says: ({ error, path, body }) =>
    (error.code === 404 && PATH.test(path)) ||
    (error.code === 400 && body.includes(`${CERTIFICATES_GROUP}/v1beta1`))
      ? `${CERTIFICATES_GROUP}/v1beta1 went away with Kubernetes 1.22. Write apiVersion: ${CERTIFICATES_GROUP}/v1, and name spec.signerName and spec.usages, which v1 asks for.`
      : undefined,
}
