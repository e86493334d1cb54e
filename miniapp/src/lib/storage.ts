export type Kept = { get: (key: string) => string | null; set: (key: string, value: string) => void; remove: (key: string) => void }

/** Storage that may be closed to us (Telegram Web frames the app, and browsers may forbid it there) or full: then nothing is kept. */
function careful(open: () => Storage): Kept {
  const attempt = <Value>(act: (storage: Storage) => Value, otherwise: Value): Value => {
    try {
      return act(open())
    } catch {
      return otherwise
    }
  }
  return {
    get: (key) => attempt((storage) => storage.getItem(key), null),
    set: (key, value) => attempt((storage) => storage.setItem(key, value), undefined),
    remove: (key) => attempt((storage) => storage.removeItem(key), undefined),
  }
}

/** Kept on this device until it is removed. */
export const onDevice = careful(() => localStorage)
/** Kept in this tab until it is closed; a reload keeps it. */
export const inTab = careful(() => sessionStorage)
