import { removeCache, type Cache } from './cache.ts'
import { openLibrary, type Library } from './library.ts'
import { MOST_OPEN, openCaches, type OnDamage } from './openCaches.ts'
import { openRunSummaries, type RunSummaries } from './runSummaries.ts'

/** A data folder in use: its library, and the caches of the drives that were asked for. */
export interface Store {
  dataDir: string
  library: Library
  /** What the caches say of the runs, without opening them. */
  runSummaries: RunSummaries
  /** Opened when it is called, and kept open until others are called more; see openCaches. */
  cache(driveId: string): Cache
  cacheIsOpen(driveId: string): boolean
  /** Deletes a drive's cache. */
  removeCache(driveId: string): void
  /** Puts a cache aside that turned out to be damaged while in use, and begins it anew. */
  rebuildCache(driveId: string, why: string): void
  close(): void
}

/**
 * @param onDamage what becomes of a cache that turns out to be damaged; see openCaches
 * @throws InputError, see openLibrary.
 */
export function openStore(dataDir: string, onDamage: OnDamage = 'begin-anew'): Store {
  const library = openLibrary(dataDir)
  const caches = openCaches(dataDir, MOST_OPEN, onDamage)
  return {
    dataDir,
    library,
    runSummaries: openRunSummaries(dataDir),
    cache: (driveId) => caches.of(driveId),
    cacheIsOpen: (driveId) => caches.isOpen(driveId),
    removeCache(driveId) {
      caches.close(driveId)
      removeCache(dataDir, driveId)
    },
    rebuildCache(driveId, why) {
      caches.setAside(driveId, why)
    },
    close() {
      caches.closeAll()
      library.close()
    }
  }
}
