import { createContext, useContext, useEffect, useState } from 'react'
import { createStore, useStore } from './store.ts'
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

type Entry = { id: symbol; layer: symbol | undefined; button: ScreenButton }

/** What screens and sheets asked for, the latest on top: it is drawn by the shell, in Telegram or in the page. */
export const mainButtons = createStore<readonly Entry[]>([])
export const secondaryButtons = createStore<readonly Entry[]>([])
export const backHandlers = createStore<readonly { id: symbol; onBack: () => void }[]>([])

/** The open sheets, the latest on top: what was asked for under them does not show. */
const layers = createStore<readonly symbol[]>([])

/** The sheet a button is asked for in; undefined is the screen itself. */
export const ButtonLayer = createContext<symbol | undefined>(undefined)

/** Marks a layer over the screen while it is there. @returns what to give {@link ButtonLayer} inside it. */
export function useButtonLayer(): symbol {
  const [layer] = useState(() => Symbol('layer'))
  useEffect(() => {
    layers.set([...layers.get(), layer])
    return () => layers.set(layers.get().filter((other) => other !== layer))
  }, [layer])
  return layer
}

/** The button to draw: the last asked for in the topmost layer. */
export function useShownButton(store: typeof mainButtons): ScreenButton | undefined {
  const entries = useStore(store)
  const top = useStore(layers).at(-1)
  return entries.findLast((entry) => entry.layer === top)?.button
}

/**
 * A second tap so soon is a double tap: it must neither press what came in the button's place nor do the same thing twice
 * before the screen has drawn that it is busy.
 */
const doubleTapMs = 500
let pressedAt = -doubleTapMs

function isSecondTap(): boolean {
  const now = performance.now()
  if (now - pressedAt < doubleTapMs) return true
  pressedAt = now
  return false
}

function useButton(store: typeof mainButtons, button: ScreenButton | undefined): void {
  const [id] = useState(() => Symbol('button'))
  const layer = useContext(ButtonLayer)
  const press = useLatest(button?.onPress)
  const { text, busy = false, disabled = false, reason, shine = false } = button ?? {}
  useEffect(() => {
    if (text === undefined) return store.set(store.get().filter((entry) => entry.id !== id))
    const onPress = () => isSecondTap() || press.current?.()
    const entry: Entry = { id, layer, button: { text, busy, disabled, shine, onPress, ...(reason && { reason }) } }
    const at = store.get().findIndex((other) => other.id === id)
    store.set(at < 0 ? [...store.get(), entry] : store.get().with(at, entry))
  }, [store, id, layer, press, text, busy, disabled, reason, shine])
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
