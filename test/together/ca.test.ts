import { together } from './together.ts'

together('ca')
