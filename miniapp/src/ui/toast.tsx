import { useEffect } from 'react'
import { createStore, useStore } from '../lib/store.ts'
import { Icon, type IconName } from './Icon.tsx'

export type ToastMessage = { text: string; icon?: IconName; action?: { text: string; onPress: () => void } }

const current = createStore<(ToastMessage & { at: number }) | undefined>(undefined)

/** Says that something happened: one line for four seconds, at most one action. Not for errors that need a decision. */
export function toast(message: ToastMessage): void {
  current.set({ ...message, at: Date.now() })
}

/** Draws the toast; the shell has one. `above` is what it must stay clear of, px. */
export function Toaster({ above }: { above: string }) {
  const message = useStore(current)
  useEffect(() => {
    if (!message) return
    const timer = setTimeout(() => current.set(undefined), 4000)
    return () => clearTimeout(timer)
  }, [message])
  return (
    <div role="status">
      {message && (
        <div className="toast" key={message.at} style={{ '--at': above } as React.CSSProperties}>
          <Icon name={message.icon ?? 'check'} size={20} />
          <span>{message.text}</span>
          {message.action && (
            <button
              type="button"
              className="hit"
              onClick={() => {
                current.set(undefined)
                message.action?.onPress()
              }}
            >
              {message.action.text}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
