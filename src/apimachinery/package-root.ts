import { existsSync } from 'node:fs'

/** Whether this module is in a bundle directly in `dist`, not in a folder of `src` or `dist`. */
export const IS_BUNDLED = existsSync(new URL('../openapi.yaml', import.meta.url))

export const PACKAGE_ROOT = new URL(IS_BUNDLED ? '../' : '../../', import.meta.url)
