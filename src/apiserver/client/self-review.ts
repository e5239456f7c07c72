import { type Requester, call } from './call.ts'

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/** `spec`: of a SelfSubjectAccessReview. Rejects with RequestRefused. */
export const mayI = async (requester: Requester, spec: object): Promise<boolean> => {
  const { status } = await call<{ readonly status: { readonly allowed: boolean } }>(
    requester,
    'POST',
    REVIEWS,
    { spec },
  )
  return status.allowed
}
