import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// `pnpm start`: runs what `pnpm build` made, and makes it first where it is missing or older than what it was made of: after
// a pull an old program must not meet new migrations. Plain JavaScript, because what strips types costs each start 20 MB.

const root = join(import.meta.dirname, '..')
const program = join(root, 'server/dist/production.js')
const page = join(root, 'miniapp/dist/index.html')

/** @param {string} path @returns {number} when the file was written, 0 where there is none */
const writtenAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** @param {string} folder @returns {number} when something in it was last written */
const changedAt = (folder) =>
  Math.max(
    ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && !/\.test\.tsx?$/.test(each.name))
      .map((each) => writtenAt(join(each.parentPath, each.name))),
  )

const made = Math.min(writtenAt(program), writtenAt(page))
const folders = ['server/src', 'miniapp/src', 'miniapp/public', 'miniapp/scripts', 'bot/src', 'shared/src', 'scripts']
const files = [
  'pnpm-lock.yaml',
  'package.json',
  'rolldown.config.ts',
  'miniapp/index.html',
  'miniapp/vite.config.ts',
  'miniapp/package.json',
]
const isOld = made < Math.max(...folders.map(changedAt), ...files.map((name) => writtenAt(join(root, name))))
// Where the tools to build were left out, what was brought along is run.
if (isOld && (made === 0 || existsSync(join(root, 'node_modules/rolldown')))) {
  process.stdout.write(
    made === 0 ? 'The shop is not built yet: building it once …\n' : 'The shop has changed since it was built: building it …\n',
  )
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'inherit' })
  if (status !== 0) {
    process.stderr.write('The shop could not be built: run `pnpm build` to see why\n')
    process.exit(1)
  }
}
// What was compiled is kept for the next start (nodejs.org/api/module.html#module-compile-cache).
enableCompileCache()
await import(pathToFileURL(program).href)
