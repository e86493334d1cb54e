import type { Picture } from 'shared/catalog.schema'
import type { FileRow } from '../../platform/tables.ts'

export type PictureFile = Pick<FileRow, 'id' | 'sizes'>

/** Reshapes a kept picture for the wire; null when there is none. `alt` is in the reader's language. */
export function asPicture(file: PictureFile | null | undefined, alt: string): Picture | null {
  if (!file || file.sizes.length === 0) return null
  return {
    id: file.id,
    alt,
    sizes: file.sizes.map(({ width, height }) => ({ width, height, url: `/api/v1/files/${file.id}/${width}.webp` })),
  }
}

/** The file store's name of one width of a picture. */
export function pictureName(fileId: string, width: number): string {
  return `${fileId}-${width}.webp`
}
