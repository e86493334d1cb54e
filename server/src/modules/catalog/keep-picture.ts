import type { Context } from '../../context.ts'
import { contentHash } from '../../platform/files.ts'
import { newId } from '../../platform/ids.ts'
import type { FileRow } from '../../platform/tables.ts'
import { encodePicture, type EncodedPicture } from './encode-picture.ts'
import { pictureName } from './picture.ts'
import { findFileByHash, keepFile } from './queries-admin.ts'

/**
 * Keeps a picture in the file store, once however often the same bytes come. Not inside a transaction: encoding takes a
 * while. The bytes are there before the row, so a row never names what is missing.
 */
export async function keepPicture(
  ctx: Context,
  bytes: Uint8Array,
  encode: (bytes: Uint8Array) => Promise<EncodedPicture> = encodePicture,
): Promise<FileRow> {
  const hash = contentHash(bytes)
  const known = await findFileByHash(ctx.db, hash)
  if (known) return known

  const { sizes } = await encode(bytes)
  const id = newId()
  await Promise.all(sizes.map((size) => ctx.files.put(pictureName(id, size.width), size.bytes)))
  const row = {
    id,
    kind: 'picture' as const,
    hash,
    sizes: sizes.map(({ width, height, bytes }) => ({ width, height, bytes: bytes.length })),
    createdBy: ctx.actor.userId ?? null,
    createdAt: ctx.clock.now(),
  }
  return (await keepFile(ctx.db, row)) ?? row
}
