import { openCache, removeCache, setAsideCache, type Cache } from './cache.ts'
import { openLibrary, type Library } from './library.ts'

/** A data folder in use: its library, and the caches of the drives that were asked for. */
export interface Store {
  dataDir: string
  library: Library
  /** Opened when it is first asked for, and kept open. */
  cache(driveId: string): Cache
  /** Deletes a drive's cache. */
  removeCache(driveId: string): void
  /** Puts a cache aside that turned out to be damaged while in use, and begins it anew. */
  rebuildCache(driveId: string, why: string): void
  close(): void
}

/** @throws InputError, see openLibrary. */
export function openStore(dataDir: string): Store {
  const library = openLibrary(dataDir)
  const caches = new Map<string, Cache>()
  function closeCache(driveId: string): void {
    caches.get(driveId)?.close()
    caches.delete(driveId)
  }
  return {
    dataDir,
    library,
    cache(driveId) {
      const cache = caches.get(driveId) ?? openCache(dataDir, driveId)
      caches.set(driveId, cache)
      return cache
    },
    removeCache(driveId) {
      closeCache(driveId)
      removeCache(dataDir, driveId)
    },
    rebuildCache(driveId, why) {
      closeCache(driveId)
      setAsideCache(dataDir, driveId, why)
    },
    close() {
      for (const cache of caches.values()) cache.close()
      caches.clear()
      library.close()
    }
  }
}
