import { together } from './together.ts'

together('storage')
