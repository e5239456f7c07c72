import { type FieldError, type FieldPath, invalid } from '../../../apimachinery/field.ts'

const MIN_SECONDS = 600
const MAX_SECONDS = 2 ** 32

export const tokenLifetimeErrors = (seconds: number, path: FieldPath): FieldError[] => {
  if (seconds < MIN_SECONDS)
    return [invalid(path, seconds, 'may not specify a duration less than 10 minutes')]
  return seconds > MAX_SECONDS
    ? [invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')]
    : []
}
