import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Says in words what Node would say by a syntax error. */
export function requireNode24(): void {
  if (Number(process.versions.node.split('.')[0]) >= 24) return
  process.stderr.write(
    `The shop runs on Node 24, and this is ${process.version}. Start it through pnpm, which brings the right one: npx -y pnpm@12 dev\n`,
  )
  process.exit(1)
}

/** Takes `.env` in, where there is one. What is set already wins. */
export function loadEnvFile(root: string): void {
  const file = join(root, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}
