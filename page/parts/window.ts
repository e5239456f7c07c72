/** Of a long list only what is in sight is drawn. What comes in above does not move what one reads. */
import { useSignal } from '@preact/signals'
import { type RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/** Drawn beyond the edges, so that fast scrolling shows no gaps. */
const BEYOND = 8

export interface Window {
  readonly from: number
  readonly to: number
  readonly before: number
  readonly after: number
}

/** `ids`: in the order of the list; `height`: of each row, in pixels. */
export const useWindow = (
  scroller: RefObject<HTMLElement | null>,
  ids: readonly string[],
  height: number,
): Window => {
  const top = useSignal(0)
  const seen = useSignal(900)
  /** the first row in sight, and how far it is cut off */
  const anchor = useRef<{ id: string; cut: number }>({ id: '', cut: 0 })

  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const look = (): void => {
      top.value = element.scrollTop
      seen.value = element.clientHeight
      const first = Math.floor(element.scrollTop / height)
      anchor.current = { id: ids[first] ?? '', cut: element.scrollTop - first * height }
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(look)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [ids, height])

  useLayoutEffect(() => {
    const element = scroller.current
    const { id, cut } = anchor.current
    // at the very top one wants to see what comes in
    if (element === null || id === '' || element.scrollTop < 2) return
    const at = ids.indexOf(id)
    if (at >= 0) element.scrollTop = at * height + cut
  }, [ids])

  const from = Math.max(0, Math.floor(top.value / height) - BEYOND)
  const to = Math.min(ids.length, Math.ceil((top.value + seen.value) / height) + BEYOND)
  return { from, to, before: from * height, after: (ids.length - to) * height }
}

/** Brings a row into sight, if it is not. */
export const showRow = (
  scroller: HTMLElement,
  index: number,
  height: number,
  head: number,
): void => {
  const top = index * height
  const bottom = top + height + head
  if (top < scroller.scrollTop) scroller.scrollTop = top
  else if (bottom > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = bottom - scroller.clientHeight
}
