import { together } from './together.ts'

together('hosting')
