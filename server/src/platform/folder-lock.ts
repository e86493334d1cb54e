import { open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Takes a folder for this process alone.
 * @returns what gives it back
 * @throws when another living process has it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, '..', `${folder.split('/').at(-1) ?? 'folder'}.lock`)
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      const handle = await open(path, 'wx')
      await handle.writeFile(String(process.pid))
      await handle.close()
      return () => unlink(path).catch(() => undefined)
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
      const owner = Number(await readFile(path, 'utf8').catch(() => '0'))
      if (owner !== process.pid && isAlive(owner)) throw new Error(`The folder ${folder} is in use by process ${owner}`, { cause: error })
      // Left behind by a process that was killed.
      await unlink(path).catch(() => undefined)
    }
  }
  throw new Error(`The folder ${folder} cannot be locked`)
}

function isAlive(pid: number): boolean {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}
