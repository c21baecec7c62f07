import type { Cache } from './cache.ts'

/** Caches that are open, of which there are never more than `most`. */
export interface CacheShelf {
  /** Opens it where it is not; the one that was asked for longest ago is closed for it. */
  take(driveId: string): Cache
  isOpen(driveId: string): boolean
  /** Closes one whose file is another by now. */
  closeMoved(driveId: string): void
  close(driveId: string): void
  closeAll(): void
}

/** @param identity of the file of a cache: another one for another file in its place */
export function createCacheShelf(
  open: (driveId: string) => Cache,
  identity: (driveId: string) => bigint | null,
  most: number
): CacheShelf {
  // A map goes through its keys in the order in which they were put in: the first one was asked for longest ago.
  const shelf = new Map<string, { cache: Cache; identity: bigint | null }>()

  function close(driveId: string): void {
    shelf.get(driveId)?.cache.close()
    shelf.delete(driveId)
  }

  return {
    take(driveId) {
      const found = shelf.get(driveId) ?? { cache: open(driveId), identity: identity(driveId) }
      shelf.delete(driveId)
      shelf.set(driveId, found)
      const [oldest] = shelf.keys()
      if (shelf.size > most && oldest !== undefined) close(oldest)
      return found.cache
    },
    isOpen: (driveId) => shelf.has(driveId),
    closeMoved(driveId) {
      const found = shelf.get(driveId)
      if (found && found.identity !== identity(driveId)) close(driveId)
    },
    close,
    closeAll() {
      for (const driveId of [...shelf.keys()]) close(driveId)
    }
  }
}
