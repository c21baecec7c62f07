import type { ImageHeader } from '../recording/imageHeader.ts'
import { readImageHeader } from '../recording/imageHeader.ts'

/** What keeps a picture from standing among others of one coding and size, in words; null where nothing does. */
export function unlike(picture: Uint8Array, like: ImageHeader): string | null {
  if (picture.length === 0) return 'is empty'
  const header = readImageHeader(picture)
  if (!header) return 'is not a JPEG or PNG picture'
  if (header.coding !== like.coding)
    return `is ${header.coding.toUpperCase()} among ${like.coding.toUpperCase()} pictures`
  if (header.width !== like.width || header.height !== like.height) {
    return `is ${header.width}x${header.height} and not ${like.width}x${like.height}`
  }
  return null
}
