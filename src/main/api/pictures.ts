import type { Context } from 'hono'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'

/** For what never changes under its address: drives and runs are named by what is in them. */
export const immutable = 'private, max-age=31536000, immutable'

/** Answers with a JPEG picture. */
export function jpeg(c: Context, picture: Uint8Array): Response {
  return c.body(bytes(picture), 200, { 'content-type': 'image/jpeg', 'cache-control': immutable })
}

/** Answers with a map. `more`: further headers. */
export function mapAnswer(c: Context, map: SaliencyMap, more: Record<string, string>): Response {
  return c.body(bytes(map.data), 200, {
    'content-type': 'application/octet-stream',
    'x-map-width': String(map.width),
    'x-map-height': String(map.height),
    'x-map-scale': String(map.scale),
    'x-map-sum': String(map.sum),
    ...more
  })
}

/** The same bytes, typed as what a response takes (SQLite and ffmpeg never share memory between threads). */
export function bytes(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return data.buffer instanceof ArrayBuffer
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : data.slice()
}
