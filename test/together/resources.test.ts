import { together } from './together.ts'

together('resources')
