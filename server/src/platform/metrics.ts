import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What Prometheus reads at `/metrics`. */
export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'duka_http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const events = new Counter({ name: 'duka_events_total', help: 'Things that happened, by name', labelNames: ['name'], registers })
  const sockets = new Gauge({ name: 'duka_live_sockets', help: 'Open live connections', registers })
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    request: (method: string, route: string, status: number, seconds: number) => requests.observe({ method, route, status }, seconds),
    event: (name: string) => events.inc({ name }),
    sockets: (count: number) => sockets.set(count),
  }
}
