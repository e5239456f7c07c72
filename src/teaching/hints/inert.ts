import { type Shown, shown } from '../../apimachinery/text/shown.ts'

/** Warnings for kinds that csrlab stores but does not run. */
export const INERT_WARNINGS: ReadonlyMap<string, Shown> = new Map([
  ['pods', shown('csrlab stores pods but does not run them: the pod stays Pending.')],
  ['deployments', shown('csrlab stores deployments but does not run them: it makes no pods.')],
])
