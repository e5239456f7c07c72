import { together } from './together.ts'

together('clusters')
