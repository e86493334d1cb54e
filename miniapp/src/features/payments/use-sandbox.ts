import { useState } from 'react'

/** Tells the sandbox what its person does (docs/sandbox.md, `/control`). `tell` answers whether it was done. */
export function useSandbox(sandboxUrl: string) {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const tell = async (path: string, body: object): Promise<boolean> => {
    setBusy(true)
    const answer = await fetch(`${sandboxUrl}/control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => undefined)
    const done = answer?.ok ?? false
    setBusy(false)
    setFailed(!done)
    return done
  }
  return { busy, failed, tell }
}
