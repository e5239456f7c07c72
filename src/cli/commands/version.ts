import { DEFAULT_VERSION } from '../../apimachinery/release/known-releases.ts'
import type { Run } from '../kit/index.ts'

export const version: Run = (_line, { version: csrlab }) => ({
  json: { csrlab, kubernetes: DEFAULT_VERSION },
  lines: [csrlab],
})
