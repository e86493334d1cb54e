import sharp from 'sharp'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminProduct } from 'shared/catalog.schema'
import { deflateSync } from 'node:zlib'
import { newId } from '../../platform/ids.ts'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { productPictures } from './tables.ts'

let world: TestWorld
let manager: Person
beforeAll(async () => {
  world = await createTestWorld()
  manager = await world.person({ role: 'manager' })
})
afterAll(() => world.close())

let shade = 0
/** A picture nobody uploaded before. */
function paint({ width = 1200, height = 600 } = {}) {
  shade += 1
  return sharp({ create: { width, height, channels: 3, background: { r: shade, g: 120, b: 200 } } })
}

function upload(productId: string, bytes: Uint8Array, { name = 'mug.png', type = 'image/png', as = manager, field = 'file' } = {}) {
  const form = new FormData()
  form.set(field, new File([bytes as Uint8Array<ArrayBuffer>], name, { type }))
  return as.request('POST', `/admin/products/${productId}/pictures`, form)
}

async function uploaded(productId: string, bytes: Uint8Array): Promise<AdminProduct> {
  const response = await upload(productId, bytes)
  expect(response.status).toBe(200)
  return (await response.json()) as AdminProduct
}

/** A PNG that says it is as large as it likes: header only, no pixels to speak of. */
function floodPng(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const crc = Buffer.alloc(4)
    crc.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, crc])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1024))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ -1) >>> 0
}

describe('staff put a picture on a product', () => {
  it('keeps it as WebP in three widths and serves it for ever', async () => {
    const { productId } = await addGoods(world.db)
    const { pictures } = await uploaded(productId, await paint().png().toBuffer())
    expect(pictures[0]?.sizes.map(({ width, height }) => [width, height])).toEqual([
      [160, 80],
      [480, 240],
      [960, 480],
    ])
    const response = await world.request('GET', pictures[0]?.sizes[1]?.url.replace('/api/v1', '') ?? '')
    expect(response.status).toBe(200)
    expect(
      Object.fromEntries(['content-type', 'cache-control', 'x-content-type-options'].map((name) => [name, response.headers.get(name)])),
    ).toEqual({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    expect((await sharp(await response.arrayBuffer()).metadata()).format).toBe('webp')
    const shown = (await (await world.request('GET', `/catalog/products/${productId}`)).json()) as { picture: { sizes: unknown[] } }
    expect(shown.picture.sizes).toHaveLength(3)
  })

  it('does not enlarge a small one', async () => {
    const { productId } = await addGoods(world.db)
    const { pictures } = await uploaded(productId, await paint({ width: 300, height: 300 }).webp().toBuffer())
    expect(pictures[0]?.sizes.map((size) => size.width)).toEqual([160, 300])
  })

  it('turns it upright and forgets where it was taken', async () => {
    const { productId } = await addGoods(world.db)
    const photo = await paint({ width: 400, height: 200 })
      .jpeg()
      .withExif({ IFD0: { Artist: 'Amina Otieno', Orientation: '6' }, IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '1/1 17/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const { pictures } = await uploaded(productId, photo)
    const size = pictures[0]?.sizes.at(-1)
    expect([size?.width, size?.height]).toEqual([200, 400])
    const kept = await (await world.request('GET', size?.url.replace('/api/v1', '') ?? '')).arrayBuffer()
    const metadata = await sharp(kept).metadata()
    expect([metadata.exif, metadata.orientation, metadata.xmp, metadata.iptc]).toEqual([undefined, undefined, undefined, undefined])
    expect(Buffer.from(kept).includes('Amina')).toBe(false)
  })

  it('keeps the same bytes once, also when they come twice at once', async () => {
    const [a, b] = [await addGoods(world.db), await addGoods(world.db)]
    const bytes = await paint().jpeg().toBuffer()
    await Promise.all([uploaded(a.productId, bytes), uploaded(b.productId, bytes)])
    await uploaded(a.productId, bytes)
    const rows = await world.db
      .select({ fileId: productPictures.fileId })
      .from(productPictures)
      .where(eq(productPictures.productId, a.productId))
    expect(rows).toHaveLength(2)
    expect(new Set(rows.map((row) => row.fileId)).size).toBe(1)
  })

  it('takes what hid behind a real picture away', async () => {
    const { productId } = await addGoods(world.db)
    const polyglot = Buffer.concat([await paint().jpeg().toBuffer(), Buffer.from('<script>alert(1)</script>')])
    const { pictures } = await uploaded(productId, polyglot)
    for (const { url } of pictures[0]?.sizes ?? []) {
      const kept = Buffer.from(await (await world.request('GET', url.replace('/api/v1', ''))).arrayBuffer())
      expect(kept.includes('<script>')).toBe(false)
    }
  })

  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const gifScript = 'GIF89a/*\u0001\u0000*/=1;alert(1)//'
  const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  it.each([
    ['an SVG with a script', Buffer.from(svg), 'image/svg+xml'],
    ['an SVG called a PNG', Buffer.from(svg), 'image/png'],
    ['a page called a PNG', Buffer.from('<!doctype html><script>alert(1)</script>'), 'image/png'],
    ['a GIF that is a script', Buffer.from(gifScript, 'latin1'), 'image/gif'],
    ['a PNG that is only its beginning', pngStart, 'image/png'],
    ['a page behind the beginning of a PNG', Buffer.concat([pngStart, Buffer.from('<html>')]), 'image/png'],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj << /S /JavaScript >>'), 'application/pdf'],
    ['nothing', Buffer.alloc(0), 'image/png'],
  ])('refuses %s', async (_, bytes, type) => {
    const { productId } = await addGoods(world.db)
    const response = await upload(productId, bytes, { type })
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([415, 'catalog/picture-unreadable'])
  })

  it('refuses a real GIF and a real TIFF', async () => {
    const { productId } = await addGoods(world.db)
    for (const bytes of [await paint().gif().toBuffer(), await paint().tiff().toBuffer()])
      expect((await upload(productId, bytes)).status).toBe(415)
  })

  it('refuses a flood of pixels quickly, by its header', async () => {
    const { productId } = await addGoods(world.db)
    const start = performance.now()
    const response = await upload(productId, floodPng(50_000, 50_000))
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'catalog/picture-too-large'])
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('refuses 11 MB, and 13 MB before it is read', async () => {
    const { productId } = await addGoods(world.db)
    const large = Buffer.concat([await paint().jpeg().toBuffer(), Buffer.alloc(11 * 1024 * 1024)])
    const response = await upload(productId, large)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'catalog/picture-too-large'])
    expect((await upload(productId, Buffer.alloc(13 * 1024 * 1024))).status).toBe(413)
  })

  it('pays no heed to what the file is called', async () => {
    const { productId } = await addGoods(world.db)
    for (const name of ['../../etc/passwd', 'a\r\nx-evil: 1.png', `${'x'.repeat(5_000)}.png`, '\u202egnp.exe']) {
      const response = await upload(productId, await paint().png().toBuffer(), { name })
      expect(response.status).toBe(200)
      expect(response.headers.get('x-evil')).toBeNull()
    }
  })

  it('refuses a form that holds no file', async () => {
    const { productId } = await addGoods(world.db)
    expect((await upload(productId, Buffer.from('x'), { field: 'other' })).status).toBe(422)
    const path = `/admin/products/${productId}/pictures`
    expect((await manager.request('POST', path, { file: 'x' })).status).toBe(422)
    expect((await manager.request('POST', path, 'not a form', { 'content-type': 'multipart/form-data' })).status).toBe(400)
    expect((await manager.request('POST', path, 'x', { 'content-type': 'multipart/form-data; boundary=b' })).status).toBe(400)
    const text = new FormData()
    text.set('file', 'only text')
    expect((await manager.request('POST', path, text)).status).toBe(422)
  })

  it('takes twelve and no more', async () => {
    const { productId } = await addGoods(world.db)
    const bytes = await paint({ width: 20, height: 20 }).png().toBuffer()
    for (let at = 0; at < 12; at += 1) await uploaded(productId, bytes)
    const response = await upload(productId, bytes)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([409, 'catalog/too-many-pictures'])
  })

  it('is for staff who may write, and for products there are', async () => {
    const { productId } = await addGoods(world.db)
    const bytes = await paint().png().toBuffer()
    expect((await world.request('POST', `/admin/products/${productId}/pictures`, new FormData())).status).toBe(401)
    expect((await upload(productId, bytes, { as: await world.person() })).status).toBe(403)
    expect((await upload(productId, bytes, { as: await world.person({ role: 'support' }) })).status).toBe(403)
    expect((await upload(newId(), bytes)).status).toBe(404)
    expect((await upload('nonsense', bytes)).status).toBe(422)
  })
})

describe('staff order the pictures', () => {
  it('puts them in the order named and removes the others', async () => {
    const { productId } = await addGoods(world.db)
    for (let at = 0; at < 3; at += 1) await uploaded(productId, await paint({ width: 20, height: 20 }).png().toBuffer())
    const path = `/admin/products/${productId}`
    const [a, , c] = ((await (await manager.request('GET', path)).json()) as AdminProduct).pictures
    const response = await manager.request('PUT', `${path}/pictures`, { pictureIds: [c?.id, a?.id] })
    expect(response.status).toBe(200)
    expect(((await response.json()) as AdminProduct).pictures.map((picture) => picture.id)).toEqual([c?.id, a?.id])
  })

  it('knows only its own pictures, and only staff who may write', async () => {
    const { productId } = await addGoods(world.db)
    const path = `/admin/products/${productId}/pictures`
    expect((await manager.request('PUT', path, { pictureIds: [newId()] })).status).toBe(404)
    expect((await manager.request('PUT', `/admin/products/${newId()}/pictures`, { pictureIds: [] })).status).toBe(404)
    expect((await manager.request('PUT', path, { pictureIds: 'all' })).status).toBe(422)
    expect((await world.request('PUT', path, { pictureIds: [] })).status).toBe(401)
    expect((await (await world.person({ role: 'support' })).request('PUT', path, { pictureIds: [] })).status).toBe(403)
  })
})

describe('a picture that is not there', () => {
  it.each([
    [`/files/${newId()}/480.webp`, 404],
    ['/files/x/480.webp', 422],
    [`/files/${newId()}/48000.webp`, 422],
    [`/files/${newId()}/480.png`, 422],
    [`/files/..%2f..%2fetc%2fpasswd/480.webp`, 422],
    [`/files/${newId()}/%2e%2e`, 404],
  ])('%s is refused', async (path, status) => expect((await world.request('GET', path)).status).toBe(status))
})
