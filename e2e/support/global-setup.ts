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
  const shop = await startShop({ bot: true })
  project.provide('shopUrl', shop.shopUrl)
  project.provide('sandboxUrl', shop.sandboxUrl)
  return () => shop.stop()
}
