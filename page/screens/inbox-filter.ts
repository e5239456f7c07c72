import { computed, signal } from '@preact/signals'
import { type CsrState, requests, stateOf } from '../feed.ts'
import { rows } from '../rows.ts'
import type { Csr } from '../types.ts'

export const text = signal('')
export const state = signal<CsrState | ''>('')
export const signer = signal('')

const searchText = (csr: Csr): string => {
  const row = rows.value.get(csr.metadata.uid ?? '')
  return [
    csr.metadata.name,
    csr.spec.signerName,
    csr.spec.username,
    row?.request?.subject.text,
    ...(row?.request?.names ?? []),
    row?.request?.key.text,
    ...Object.entries(csr.metadata.labels ?? {}).map(([name, value]) => `${name}=${value}`),
  ]
    .join(' ')
    .toLowerCase()
}

export const shown = computed(() => {
  const words = text.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0 && state.value === '' && signer.value === '') return requests.value
  return requests.value.filter(
    (csr) =>
      (state.value === '' || stateOf(csr) === state.value) &&
      (signer.value === '' || csr.spec.signerName === signer.value) &&
      words.every((word) => searchText(csr).includes(word)),
  )
})

export const signers = computed(() =>
  [...new Set(requests.value.map(({ spec }) => spec.signerName))].sort(),
)

export const clear = (): void => {
  text.value = ''
  state.value = ''
  signer.value = ''
}

/** uid of the selected row */
export const chosen = signal('')
