import type { McapTypes } from '@mcap/core'
import { loadDecompressHandlers } from '@mcap/support'

/** What Emscripten's modules listen to, in order to throw again whatever comes. */
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const

let loaded: Promise<McapTypes.DecompressHandlers> | undefined

/**
 * Unpackers for the chunks of MCAP files (zstd, lz4), loaded once. The modules add listeners that would end this
 * process on errors that are not theirs; these are taken off again.
 */
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
