/** A dialog before everything else, which has the keys to itself. */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

interface Asked {
  readonly isOpen: boolean
  /** Escape was pressed, or a form of `method="dialog"` sent. */
  readonly onLeave: () => void
  readonly onShow?: (dialog: HTMLDialogElement) => void
  /** The `id` of its heading. */
  readonly labelledBy: string
  readonly children: ComponentChildren
}

export const Modal = ({ isOpen, onLeave, onShow, labelledBy, children }: Asked) => {
  const dialog = useRef<HTMLDialogElement>(null)
  // in the same turn as the key that asked for it: the next one may be there already
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
      // Escape says so at once; that it is closed is said only later, and it may be open again by then
      onCancel={onLeave}
      onClose={(event) => {
        if (!event.currentTarget.open) onLeave()
      }}
    >
      {isOpen && children}
    </dialog>
  )
}
