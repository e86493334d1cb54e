import { readdir, rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { startShop } from './shop.ts'

declare module 'vitest' {
  interface ProvidedContext {
    shopUrl: string
    sandboxUrl: string
  }
}

/** One shop for all journeys. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // What an earlier run left behind about its failures would mislead.
  for (const name of await readdir('e2e/pictures').catch(() => [])) if (/^failed-|\.log$/.test(name)) await rm(`e2e/pictures/${name}`)
  const shop = await startShop({ bot: true })
  project.provide('shopUrl', shop.shopUrl)
  project.provide('sandboxUrl', shop.sandboxUrl)
  return () => shop.stop()
}
