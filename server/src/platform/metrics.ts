import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

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
  const failedJobs = new Gauge({ name: 'duka_failed_jobs', help: 'Jobs that failed for good and wait for somebody to look', registers })
  const sockets = new Gauge({ name: 'duka_live_sockets', help: 'Open live connections', registers })
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    request: (method: string, route: string, status: number, seconds: number) => requests.observe({ method, route, status }, seconds),
    failedJobs: (count: number) => failedJobs.set(count),
    sockets: (count: number) => sockets.set(count),
  }
}
