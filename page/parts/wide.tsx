/** A region that scrolls horizontally, with a note above it while columns are hidden. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { say } from '../words.ts'

export const Wide = ({
  label,
  children,
}: {
  readonly label: string
  readonly children: ComponentChildren
}) => {
  const region = useRef<HTMLDivElement>(null)
  const isWide = useSignal(false)
  useEffect(() => {
    const element = region.current
    if (element === null) return undefined
    const look = (): void => {
      isWide.value = element.scrollWidth > element.clientWidth + 1
    }
    const resized = new ResizeObserver(look)
    resized.observe(element)
    for (const child of element.children) resized.observe(child)
    return () => resized.disconnect()
  }, [])
  return (
    <div>
      {isWide.value && (
        <p class="quiet-text scrolls">
          <span aria-hidden="true">↔ </span>
          {say('scrolls')}
        </p>
      )}
      <div class="scroller-x" ref={region} role="region" tabIndex={0} aria-label={label}>
        {children}
      </div>
    </div>
  )
}
