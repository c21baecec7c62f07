import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Compressors } from 'hyparquet'
import { snappyUncompress } from 'hyparquet'
import { Untrue } from './parquetFooter.ts'

/** Nothing larger is unpacked at once; writers close a page at a megabyte or so. */
const LARGEST_PAGE = 2 ** 27

/** Unpackers of pages, none of which makes room for more than the page says. Node has them but for Snappy. */
export const codecs: Compressors = {
  SNAPPY: (input, length) => {
    const out = new Uint8Array(checked(length))
    snappyUncompress(input, out)
    return out
  },
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: room(length) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: room(length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: room(length) })
}

/** Node wants room for at least one byte. */
function room(length: number): number {
  return Math.max(1, checked(length))
}

/** @throws Untrue for a page that is too large to be one */
export function checked(length: number): number {
  if (!Number.isInteger(length) || length < 0 || length > LARGEST_PAGE)
    throw new Untrue('it has pages that are too large')
  return length
}
