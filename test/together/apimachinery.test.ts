import { together } from './together.ts'

together('apimachinery')
