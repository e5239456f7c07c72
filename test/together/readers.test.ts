import { together } from './together.ts'

together('readers')
