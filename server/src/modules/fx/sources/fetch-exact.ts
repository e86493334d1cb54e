const patienceMs = 8_000

/** Asks for JSON and leaves every number as the text it came as: read as a `number` it would no longer be what was written. */
export async function fetchExact(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', headers: { accept: 'application/json' }, signal: AbortSignal.timeout(patienceMs) })
  if (!response.ok) throw new Error(`${new URL(url).hostname} answered ${response.status}`)
  return parseExact(await response.text())
}

type WithSource = (name: string, value: unknown, context: { source?: string }) => unknown
const numberAsText: WithSource = (_, value, { source }) => (typeof value === 'number' ? source : value)

export function parseExact(json: string): unknown {
  return JSON.parse(json, numberAsText as (name: string, value: unknown) => unknown)
}
