import { signal } from '@preact/signals'
import { ask } from './api.ts'
import type { LabView } from './types.ts'

export const lab = signal<LabView | null>(null)

const take = ({ lab: told }: { readonly lab: LabView | null }): void => {
  lab.value = told
}

/** After an error, the page shows no lab. */
export const lookAtLab = async (): Promise<void> => {
  try {
    take(await ask('GET', '/page/v1/lab'))
  } catch {
    lab.value = null
  }
}

/** Rejects like `ask`. */
export const act = async (what: 'hint' | 'reset'): Promise<void> =>
  take(await ask('POST', `/page/v1/lab/${what}`))
