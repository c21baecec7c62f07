import type { McapTypes } from '@mcap/core'
import { loadDecompressHandlers } from '@mcap/support'
import type { BoundedFile } from './boundedFile.ts'

/**
 * Bytes of an unpacked chunk; recorders close one at a few megabytes, or after one message. A reader that brings chunks of
 * the same time into order holds several.
 */
const LARGEST_CHUNK = 2 ** 27

/** What Emscripten's modules listen to, in order to throw again whatever comes. */
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const

let loaded: Promise<McapTypes.DecompressHandlers> | undefined

/**
 * Unpackers for chunks (`zstd`, `lz4`, `bz2`), loaded once; they refuse `file` where a chunk says that it is larger than
 * any. The modules add listeners that would end this process on errors that are not theirs; these are taken off again.
 */
export async function boundedDecompressors(file: BoundedFile): Promise<McapTypes.DecompressHandlers> {
  const handlers = await decompressors()
  return Object.fromEntries(
    Object.entries(handlers).map(([coding, unpack]) => [
      coding,
      (packed: Uint8Array, size: bigint) => {
        if (size > BigInt(LARGEST_CHUNK)) throw file.damaged()
        return unpack(packed, size)
      }
    ])
  )
}

/** Unpackers (`zstd`, `lz4`, `bz2`), loaded once; they unpack as much as they are told. */
export function decompressors(): Promise<McapTypes.DecompressHandlers> {
  return (loaded ??= load())
}

async function load(): Promise<McapTypes.DecompressHandlers> {
  const before = EVENTS.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')))
  const handlers = await loadDecompressHandlers()
  EVENTS.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException'))
      if (!before[i]?.has(listener)) process.off(event, listener)
  })
  return handlers
}
