/** The files of the web page, built from `page/`. */
import { readFile } from 'node:fs/promises'
import { PACKAGE_ROOT } from '../../apimachinery/package-root.ts'

export interface Asset {
  readonly contentType: string
  readonly body: Buffer
}

const FILES: Readonly<Record<string, readonly [file: string, contentType: string]>> = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
}

export const readAssets = async (): Promise<ReadonlyMap<string, Asset>> =>
  new Map(
    await Promise.all(
      Object.entries(FILES).map(async ([path, [file, contentType]]) => {
        const body = await readFile(new URL(`dist/browser/${file}`, PACKAGE_ROOT))
        return [path, { contentType, body }] as const
      }),
    ),
  )
