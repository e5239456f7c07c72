/** Loads a value when a component appears, and again when `key` changes. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

type Loaded<T> =
  | { readonly is: 'loading' }
  | { readonly is: 'there'; readonly value: T }
  | { readonly is: 'refused'; readonly error: unknown }

/** Keeps the old value during a reload. */
export const useLoaded = <T>(
  load: (signal: AbortSignal) => Promise<T>,
  key: unknown,
): Signal<Loaded<T>> => {
  const loaded = useSignal<Loaded<T>>({ is: 'loading' })
  useEffect(() => {
    const ending = new AbortController()
    load(ending.signal).then(
      (value) => {
        if (!ending.signal.aborted) loaded.value = { is: 'there', value }
      },
      (error: unknown) => {
        if (!ending.signal.aborted) loaded.value = { is: 'refused', error }
      },
    )
    return () => ending.abort()
  }, [key])
  return loaded
}
