import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the whole project. What is read from it at run time is found from here, whether this code runs as it was written or built. */
export const projectRoot = findRoot(import.meta.dirname)

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error('The code does not lie within its project: there is no pnpm-workspace.yaml above it')
  return findRoot(above)
}
