import { type ImageHeader, noPicture } from '../recording/pictures/imageHeader.ts'

/** What keeps a picture from standing among others of one coding and size, in words; null where nothing does. */
export function pictureMismatch(header: ImageHeader | null, like: ImageHeader): string | null {
  if (!header) return noPicture(like.coding)
  if (header.coding !== like.coding)
    return `is ${header.coding.toUpperCase()} among ${like.coding.toUpperCase()} pictures`
  if (header.width !== like.width || header.height !== like.height) {
    return `is ${header.width}x${header.height} and not ${like.width}x${like.height}`
  }
  return null
}
