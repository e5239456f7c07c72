/** Selects the rows of a long list to render. New rows above do not move a scrolled view. */
import { useSignal } from '@preact/signals'
import { type RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/** rows rendered above and below the view, so that fast scrolling shows no gaps */
const BEYOND = 8

interface Window {
  readonly from: number
  readonly to: number
  readonly before: number
  readonly after: number
}

/** `ids`: in list order; `height`: of each row, in pixels. */
export const useWindow = (
  scroller: RefObject<HTMLElement | null>,
  ids: readonly string[],
  height: number,
): Window => {
  const top = useSignal(0)
  const seen = useSignal(900)
  /** first visible row, and the pixels of it that are scrolled out of view */
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
    // at the very top, new rows should be visible
    if (element === null || id === '' || element.scrollTop < 2) return
    const at = ids.indexOf(id)
    if (at >= 0) element.scrollTop = at * height + cut
  }, [ids])

  const from = Math.max(0, Math.floor(top.value / height) - BEYOND)
  const to = Math.min(ids.length, Math.ceil((top.value + seen.value) / height) + BEYOND)
  return { from, to, before: from * height, after: (ids.length - to) * height }
}

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
