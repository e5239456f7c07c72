/** Something that is asked for again and again while a part of the page is there. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Loaded, useLoaded } from './load.ts'

/** `everyMs`: from one question to the next; at once where `key` changes. */
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
