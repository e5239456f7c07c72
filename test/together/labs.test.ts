import { together } from './together.ts'

together('labs')
