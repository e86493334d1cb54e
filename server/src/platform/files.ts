import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where bytes lie, by a name we made. Names are never taken from a person. */
export type FileStore = {
  put(name: string, bytes: Uint8Array): Promise<void>
  /** @returns undefined when there is none */
  get(name: string): Promise<Uint8Array | undefined>
}

/** Under the data folder. Written whole or not at all: to a temporary name first, then renamed. */
export function createFileStore(folder: string): FileStore {
  const pathOf = (name: string) => {
    if (!/^[\w-]+(\.\w+)?$/.test(name)) throw new Error('Not a name of ours')
    return join(folder, createHash('sha256').update(name).digest('hex').slice(0, 2), name)
  }
  return {
    async put(name, bytes) {
      const path = pathOf(name)
      await mkdir(join(path, '..'), { recursive: true })
      const temporary = `${path}.${randomUUID()}`
      await writeFile(temporary, bytes)
      await rename(temporary, path)
    },
    get: (name) =>
      readFile(pathOf(name)).catch((error: { code?: string }) => (error.code === 'ENOENT' ? undefined : Promise.reject(error))),
  }
}

export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
