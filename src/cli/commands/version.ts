import { DEFAULT_VERSION } from '../../apimachinery/release/known-releases.ts'
import { answer, type Run } from '../kit/index.ts'

export const version: Run = (line, { version: csrlab }) =>
  answer(line, { csrlab, kubernetes: DEFAULT_VERSION }, () => [csrlab])
