import { useEffect, useState } from 'react'
import { createStore } from './store.ts'
import { confirmClosing } from './telegram.ts'
import { useLatest } from './use-latest.ts'

/** The one next step of a screen. `reason` says why it is disabled; without a reason a button should not be disabled. */
export type ScreenButton = {
  text: string
  onPress: () => void
  busy?: boolean
  disabled?: boolean
  reason?: string
  /** A gleam, only on Pay and only the first time it shows. */
  shine?: boolean
}

type Entry = { id: symbol; button: ScreenButton }

/** What screens and sheets asked for, the latest on top: it is drawn by the shell, in Telegram or in the page. */
export const mainButtons = createStore<readonly Entry[]>([])
export const secondaryButtons = createStore<readonly Entry[]>([])
export const backHandlers = createStore<readonly { id: symbol; onBack: () => void }[]>([])

function useButton(store: typeof mainButtons, button: ScreenButton | undefined): void {
  const [id] = useState(() => Symbol('button'))
  const press = useLatest(button?.onPress)
  const { text, busy = false, disabled = false, reason, shine = false } = button ?? {}
  useEffect(() => {
    if (text === undefined) return store.set(store.get().filter((entry) => entry.id !== id))
    const entry: Entry = { id, button: { text, busy, disabled, shine, onPress: () => press.current?.(), ...(reason && { reason }) } }
    const at = store.get().findIndex((other) => other.id === id)
    store.set(at < 0 ? [...store.get(), entry] : store.get().with(at, entry))
  }, [store, id, press, text, busy, disabled, reason, shine])
  useEffect(() => () => store.set(store.get().filter((entry) => entry.id !== id)), [store, id])
}

/** Shows the main button while the screen is there; `undefined` shows none. */
export function useMainButton(button: ScreenButton | undefined): void {
  useButton(mainButtons, button)
}

/** The honest alternative beside the main button. */
export function useSecondaryButton(button: ScreenButton | undefined): void {
  useButton(secondaryButtons, button)
}

/** Takes the back button over while `onBack` is given: the last one mounted wins, so a sheet closes before its screen. */
export function useBackButton(onBack: (() => void) | undefined): void {
  const handler = useLatest(onBack)
  const active = onBack !== undefined
  useEffect(() => {
    if (!active) return
    const id = Symbol('back')
    backHandlers.set([...backHandlers.get(), { id, onBack: () => handler.current?.() }])
    return () => backHandlers.set(backHandlers.get().filter((entry) => entry.id !== id))
  }, [active, handler])
}

/** Asks before the app closes while `on`. */
export function useClosingConfirmation(on: boolean): void {
  useEffect(() => {
    if (!on) return
    confirmClosing(true)
    return () => confirmClosing(false)
  }, [on])
}
