import autocannon from 'autocannon'

export type Rate = { perSecond: number; p50: number; p99: number; errors: number }

/** One address under `connections` for some seconds. */
export async function hammer(url: string, connections: number, seconds: number, headers: Record<string, string> = {}): Promise<Rate> {
  const result = await autocannon({ url, connections, duration: seconds, headers })
  return {
    perSecond: round(result.requests.average),
    p50: result.latency.p50,
    p99: result.latency.p99,
    errors: result.errors + result.non2xx,
  }
}

/** Customers who each walk a whole journey again and again. */
export async function walk(customers: number, seconds: number, journey: (customer: number, round: number) => Promise<void>): Promise<Rate> {
  const until = performance.now() + seconds * 1000
  const started = performance.now()
  const times: number[] = []
  let errors = 0
  await Promise.all(
    Array.from({ length: customers }, async (_, customer) => {
      for (let round = 0; performance.now() < until; round += 1) {
        const at = performance.now()
        await journey(customer, round).then(
          () => times.push(performance.now() - at),
          (error: unknown) => {
            errors += 1
            if (errors === 1) process.stderr.write(`a journey failed: ${String(error)}\n`)
          },
        )
      }
    }),
  )
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { perSecond: round(times.length / ((performance.now() - started) / 1000)), p50: at(0.5), p99: at(0.99), errors }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

export const round = (value: number, digits = 2) => Math.round(value * 10 ** digits) / 10 ** digits
