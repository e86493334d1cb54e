import { onDevice } from '../../lib/storage.ts'

const key = 'duka.strip'

/** The strip's height when it was last shown, for the room that is kept for it; `undefined` when there is none. */
export function rememberStrip(height: number | undefined): void {
  onDevice.set(key, height ? String(height) : '')
}

export const hasStripRoom = () => Boolean(onDevice.get(key))

/** Keeps the strip's room while it is fetched, when it was there last time: what is read under it stays where it is. */
export function StripRoom() {
  const height = Number(onDevice.get(key))
  return height ? <div style={{ height }} /> : null
}
