import { useEffect, useId, useRef, type PointerEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { ButtonLayer, useBackButton, useButtonLayer, useMainButton, type ScreenButton } from '../lib/buttons.ts'
import { useT } from '../lib/i18n.tsx'
import { haptic, holdSwipes } from '../lib/telegram.ts'
import { Icon } from './Icon.tsx'
import { layerId } from './layer.ts'

type SheetProps = {
  title: ReactNode
  onClose: () => void
  /** The sheet's own next step. Those of the screen under it are withdrawn while it is open. */ main?: ScreenButton
  children: ReactNode
}

const focusable = 'a[href],button:not(:disabled),input:not(:disabled),select,textarea,[tabindex]:not([tabindex="-1"])'

/** Content over the screen. Render it while it is open; drag, ✕, Escape, the dimmed page and Telegram's back close it. */
export function Sheet({ title, onClose, main, children }: SheetProps) {
  const t = useT()
  const titleId = useId()
  const box = useRef<HTMLDivElement>(null)
  const drag = useRef({ from: 0, at: 0, y: 0 })
  const layer = useButtonLayer()
  useBackButton(onClose)

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    // While it slides in, its place is still below the screen: scrolling there would move the whole app.
    box.current?.focus({ preventScroll: true })
    haptic('light')
    holdSwipes(true)
    return () => {
      holdSwipes(false)
      before?.focus?.()
    }
  }, [])

  const trap = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') return onClose()
    if (event.key !== 'Tab' || !box.current) return
    const all = [...box.current.querySelectorAll<HTMLElement>(focusable)]
    const [first, last] = [all[0], all.at(-1)]
    const from = document.activeElement
    if (event.shiftKey && (from === first || from === box.current)) {
      event.preventDefault()
      last?.focus()
    } else if (!event.shiftKey && from === last) {
      event.preventDefault()
      first?.focus()
    }
  }

  const move = (y: number, ease: boolean) => {
    if (!box.current) return
    box.current.style.transition = ease ? 'transform .24s var(--d-ease)' : 'none'
    box.current.style.transform = y > 0 ? `translateY(${y}px)` : ''
  }
  const onDown = (event: PointerEvent<HTMLElement>) => {
    if ((event.target as HTMLElement).closest('button')) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { from: event.clientY, at: event.timeStamp, y: 0 }
  }
  const onMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    drag.current.y = Math.max(0, event.clientY - drag.current.from)
    move(drag.current.y, false)
  }
  const onUp = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    event.currentTarget.releasePointerCapture(event.pointerId)
    const speed = (drag.current.y / Math.max(1, event.timeStamp - drag.current.at)) * 1000
    if (drag.current.y > (box.current?.offsetHeight ?? 0) * 0.4 || speed > 600) onClose()
    else move(0, true)
  }

  return createPortal(
    <ButtonLayer value={layer}>
      {main && <Main button={main} />}
      <div className="scrim" onClick={onClose} aria-hidden="true" />
      <div className="sheet" role="dialog" aria-modal="true" aria-labelledby={titleId} ref={box} tabIndex={-1} onKeyDown={trap}>
        <div className="sheet-h" onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onPointerCancel={onUp}>
          <div>
            <h2 className="t2h" id={titleId}>
              {title}
            </h2>
            <button type="button" className="xb" aria-label={t('common.close')} onClick={onClose}>
              <Icon name="x" size={16} />
            </button>
          </div>
        </div>
        <div>{children}</div>
      </div>
    </ButtonLayer>,
    document.getElementById(layerId) ?? document.body,
  )
}

function Main({ button }: { button: ScreenButton }) {
  useMainButton(button)
  return null
}
