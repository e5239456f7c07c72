/** Build step: bundles `page/` into one script and one style sheet in `dist/browser`. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { DIST, ROOT } from './dist.ts'

const PAGE = new URL('../page/', import.meta.url)

/** Oldest supported browsers, released by March 2024. */
const TARGET = ['chrome120', 'firefox121', 'safari17.4']

const AS_THEY_ARE = ['page.html', 'icon.svg']

export const buildPage = async (): Promise<Metafile> => {
  const folder = fileURLToPath(new URL('browser/', DIST))
  mkdirSync(folder, { recursive: true })
  for (const name of AS_THEY_ARE)
    copyFileSync(new URL(name, PAGE), new URL(`browser/${name}`, DIST))
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [
      { in: 'page/main.tsx', out: 'page' },
      { in: 'page/page.css', out: 'page' },
    ],
    outdir: folder,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: TARGET,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  })
  return metafile
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage()
