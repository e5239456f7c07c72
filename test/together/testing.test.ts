import { together } from './together.ts'

together('testing')
