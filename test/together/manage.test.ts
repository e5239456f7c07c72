import { together } from './together.ts'

together('manage')
