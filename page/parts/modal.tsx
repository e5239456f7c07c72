import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

interface Asked {
  readonly isOpen: boolean
  /** Called each time the dialog closes; Escape may cause two calls. */
  readonly onLeave: () => void
  readonly onShow?: (dialog: HTMLDialogElement) => void
  /** `id` of the heading */
  readonly labelledBy: string
  readonly children: ComponentChildren
}

export const Modal = ({ isOpen, onLeave, onShow, labelledBy, children }: Asked) => {
  const dialog = useRef<HTMLDialogElement>(null)
  // a layout effect runs before the next key event, which may already be queued
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null) return
    if (!isOpen) element.close()
    else if (!element.open) {
      element.showModal()
      onShow?.(element)
    }
  }, [isOpen])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={labelledBy}
      // Escape fires `cancel` at once; `close` follows later, when the dialog may be open again
      onCancel={onLeave}
      onClose={(event) => {
        if (!event.currentTarget.open) onLeave()
      }}
    >
      {isOpen && children}
    </dialog>
  )
}
