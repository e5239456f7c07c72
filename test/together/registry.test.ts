import { together } from './together.ts'

together('registry')
