import { pictureWidths } from 'shared/catalog'
import { catalogProblem } from './problems.ts'

export type EncodedPicture = { sizes: { width: number; height: number; bytes: Uint8Array }[] }

export const largestPictureBytes = 10 * 1024 * 1024
/** A phone's 50-megapixel photograph passes; a 50000×50000 flood is refused by its header, before anything is decoded. */
const mostPixels = 50_000_000
const takenFormats = new Set<string>(['jpeg', 'png', 'webp'])

/** One at a time: a decoded picture may take 200 MB. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Makes an uploaded picture ours: its real type is read from its bytes, it is decoded, turned upright, and written anew
 * as WebP in each kept width (never larger than it was). Metadata and whatever else rode along stays behind.
 * @throws catalog/picture-too-large, catalog/picture-unreadable
 */
export function encodePicture(bytes: Uint8Array): Promise<EncodedPicture> {
  if (bytes.length > largestPictureBytes) throw catalogProblem('picture-too-large')
  if (!looksLikePicture(bytes)) throw catalogProblem('picture-unreadable')
  const encoding = last.then(() => encode(bytes))
  last = encoding.catch(() => undefined)
  return encoding
}

async function encode(bytes: Uint8Array): Promise<EncodedPicture> {
  const options = { limitInputPixels: mostPixels, failOn: 'error', pages: 1 } as const
  // Loaded when first needed: most servers never decode a picture, and it is the heaviest thing here.
  const { default: sharp } = await import('sharp')
  try {
    const { format, width, height } = await sharp(bytes, options).metadata()
    if (!takenFormats.has(format)) throw catalogProblem('picture-unreadable')
    if (width * height > mostPixels) throw catalogProblem('picture-too-large')
    const upright = await sharp(bytes, options)
      .autoOrient()
      .resize({ width: pictureWidths.at(-1), withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true })
    const raw = { width: upright.info.width, height: upright.info.height, channels: upright.info.channels }
    const widths = new Set(pictureWidths.map((wanted) => Math.min(wanted, raw.width)))
    const sizes = await Promise.all(
      [...widths].map(async (wanted) => {
        const { data, info } = await sharp(upright.data, { raw })
          .resize({ width: wanted })
          .webp({ quality: 82, alphaQuality: 90, effort: 4 })
          .toBuffer({ resolveWithObject: true })
        return { width: info.width, height: info.height, bytes: new Uint8Array(data) }
      }),
    )
    return { sizes: sizes.toSorted((a, b) => a.width - b.width) }
  } catch (error) {
    if (error instanceof Error && /pixel limit/i.test(error.message)) throw catalogProblem('picture-too-large', { cause: error })
    if (error instanceof Error && error.name === 'Problem') throw error
    throw catalogProblem('picture-unreadable', { cause: error })
  }
}

/** By the bytes a file of the kind begins with; what it is called and says of itself is not believed. */
function looksLikePicture(bytes: Uint8Array): boolean {
  const begins = (signature: readonly number[], at = 0) => signature.every((byte, index) => bytes[at + index] === byte)
  const isJpeg = begins([0xff, 0xd8, 0xff])
  const isPng = begins([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const isWebp = begins([0x52, 0x49, 0x46, 0x46]) && begins([0x57, 0x45, 0x42, 0x50], 8)
  return isJpeg || isPng || isWebp
}
