import { openCache, type Cache } from './cache.ts'

/**
 * So many caches are open at most. Each takes three files; systems allow a process from 256 on (macOS) or 1024 (Linux),
 * and a library may have thousands of drives.
 */
export const MOST_OPEN = 32

/** The caches of a data folder, of which a few are open. */
export interface OpenCaches {
  /**
   * The cache of a drive, for as long as it is wanted: it is opened at a call where it is not, and the one that was
   * called longest ago is closed for it. Calls end before they return, so that none is closed while it is in use.
   */
  of(driveId: string): Cache
  isOpen(driveId: string): boolean
  close(driveId: string): void
  closeAll(): void
}

/** @throws InputError at a call, see openCache */
export function openCaches(dataDir: string, most = MOST_OPEN): OpenCaches {
  // A map goes through its keys in the order in which they were put in: the first one was called longest ago.
  const open = new Map<string, Cache>()

  function close(driveId: string): void {
    open.get(driveId)?.close()
    open.delete(driveId)
  }

  function opened(driveId: string): Cache {
    const cache = open.get(driveId) ?? openCache(dataDir, driveId)
    open.delete(driveId)
    open.set(driveId, cache)
    const [oldest] = open.keys()
    if (open.size > most && oldest !== undefined) close(oldest)
    return cache
  }

  return {
    of: (driveId) => new Proxy(opened(driveId), { get: (_, name): unknown => Reflect.get(opened(driveId), name) }),
    isOpen: (driveId) => open.has(driveId),
    close,
    closeAll() {
      for (const driveId of [...open.keys()]) close(driveId)
    }
  }
}
