import { together } from './together.ts'

together('doors')
