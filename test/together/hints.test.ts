import { together } from './together.ts'

together('hints')
