import { http, HttpResponse, type RequestHandler } from 'msw'
import { LostReply } from '../platform/emulation/faults.ts'
import type { SandboxWorld } from './world.ts'

/** The emulators at the services' true hostnames, for vitest: `setupServer(...sandboxHandlers(world))`. */
export function sandboxHandlers(world: SandboxWorld): RequestHandler[] {
  return Object.values(world.services).flatMap((service) =>
    service.origins.map((origin) => http.all(`${origin}/*`, ({ request }) => answer(service.fetch, request))),
  )
}

async function answer(fetch: (request: Request) => Promise<Response>, request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    if (error instanceof LostReply) return HttpResponse.error()
    throw error
  }
}
