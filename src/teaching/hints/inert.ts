import { type Shown, shown } from '../../apimachinery/text/shown.ts'

export const INERT_WARNINGS: ReadonlyMap<string, Shown> = new Map([
  ['pods', shown('csrlab stores pods but does not run them: the pod stays Pending.')],
  ['deployments', shown('csrlab stores deployments but does not run them: it makes no pods.')],
])
