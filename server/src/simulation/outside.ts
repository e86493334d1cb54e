import { AsyncLocalStorage } from 'node:async_hooks'
import { LostReply } from '../platform/emulation/faults.ts'
import type { SandboxWorld } from '../sandbox/world.ts'
import { Killed, type Life } from './life.ts'

/** Whose work this is, wherever it went in between. */
export const whose = new AsyncLocalStorage<Life>()

/**
 * Gives `fetch` to the emulators instead of the network, until the returned function is called: each answers under its path
 * of the sandbox, as it does in development. A process that is dead sends nothing, and learns no answer.
 */
export function connectOutside(sandbox: SandboxWorld, sandboxUrl: string): () => void {
  const real = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const asked = new Request(input, init)
    const life = whose.getStore()
    life?.pass('before-send')
    const [, name = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(asked.url.startsWith(sandboxUrl) ? new URL(asked.url).pathname : '') ?? []
    const service = sandbox.services[name]
    if (!service) throw new Error(`Nobody answers at ${new URL(asked.url).origin}${new URL(asked.url).pathname}`)
    try {
      const body = asked.body ? new Uint8Array(await asked.arrayBuffer()) : undefined
      const url = `${new URL(asked.url).origin}${rest}${new URL(asked.url).search}`
      // Nobody's life: what the service does next is its own.
      const answer = await whose.exit(() =>
        service.fetch(new Request(url, { method: asked.method, headers: asked.headers, ...(body ? { body } : {}) })),
      )
      life?.pass('after-send')
      return answer
    } catch (error) {
      if (error instanceof Killed) throw error
      if (error instanceof LostReply) throw new TypeError('fetch failed', { cause: error })
      throw error
    }
  }
  return () => {
    globalThis.fetch = real
  }
}
