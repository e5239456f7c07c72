import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ask } from '../api.ts'
import { requestNamed } from '../feed.ts'
import { useLoaded } from '../parts/load.ts'
import { info } from '../session.ts'
import type { RequestView } from '../types.ts'
import { language } from '../words.ts'

/** An issued CSR is reloaded this often until its certificate has been used to log in. */
const LOGIN_MS = 3000

export const useRequestView = (name: string) => {
  const tries = useSignal(0)
  const version = requestNamed(name)?.metadata.resourceVersion
  const key = `${name} ${version} ${info.value?.user.name} ${language.value} ${tries.value}`
  const loaded = useLoaded(
    (signal) =>
      ask<RequestView>('GET', `/page/v1/requests/${encodeURIComponent(name)}`, undefined, signal),
    key,
  )
  const waits =
    loaded.value.is === 'there' && loaded.value.value.login.length > 0 && !loaded.value.value.isUsed
  useEffect(() => {
    if (!waits) return undefined
    const timer = setInterval(() => tries.value++, LOGIN_MS)
    return () => clearInterval(timer)
  }, [waits])
  return loaded
}
