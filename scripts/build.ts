import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

// `pnpm build`: the Mini App with its files compressed, and the server, worker and bot as one program.

const root = join(import.meta.dirname, '..')
const miniapp = join(root, 'miniapp')

const steps = [
  { cwd: miniapp, args: [join(miniapp, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'] },
  { cwd: miniapp, args: ['scripts/precompress.ts'] },
  { cwd: root, args: [join(root, 'node_modules/rolldown/bin/cli.mjs'), '-c', 'rolldown.config.ts'], isLoud: true },
]

for (const { cwd, args, isLoud } of steps) {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: ['ignore', isLoud ? 'ignore' : 'inherit', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
}

// A shop that runs while this builds may still read parts of the program before: they stay for a week.
const programs = join(root, 'server/dist')
for (const name of readdirSync(programs)) {
  const file = join(programs, name)
  if (Date.now() - statSync(file).mtimeMs > 7 * 86_400_000) rmSync(file)
}
