/** Loads a value repeatedly while a component is shown. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Loaded, useLoaded } from './load.ts'

/** `everyMs`: the interval; a change of `key` loads immediately. */
export const useRepeated = <T>(
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number,
  key: string | undefined,
): Signal<Loaded<T>> => {
  const tries = useSignal(0)
  useEffect(() => {
    const timer = setInterval(() => tries.value++, everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return useLoaded(load, `${tries.value} ${key ?? ''}`)
}
