import { isExpected, sentence } from '../../shared/errors.ts'
import { cacheIdentity, openCache, openSoundCache, setAsideCache, standInCache, type Cache } from './cache.ts'
import { createCacheShelf } from './cacheShelf.ts'
import { damageIn } from './damagedCache.ts'
import { lockDrive } from './lock.ts'
import { isReadOnly, isUnreadable } from './sqlite.ts'

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
  /** Puts a cache aside and begins it anew; one that an analysis has stays as it is. */
  setAside(driveId: string, why: string): void
  close(driveId: string): void
  closeAll(): void
}

/**
 * What a call does where the cache turns out to be broken. `begin-anew`: it is put aside, and an empty one answers;
 * where it cannot be put aside, or cannot be used for another reason, an empty one in memory answers, with a warning.
 * So one drive's cache never stands in the way of the others. `tell`: the call throws, for a job that is in the middle
 * of it.
 */
export type OnDamage = 'begin-anew' | 'tell'

type Call = (cache: Cache) => unknown

/** @throws at a call, where damage is to be told: DamagedCache, or what openCache throws */
export function openCaches(dataDir: string, most = MOST_OPEN, onDamage: OnDamage = 'begin-anew'): OpenCaches {
  const openOne = onDamage === 'tell' ? openCache : openSoundCache
  const shelf = createCacheShelf(
    (driveId) => openOne(dataDir, driveId),
    (driveId) => cacheIdentity(dataDir, driveId),
    most
  )
  const standIns = new Map<string, Cache>()
  /** Caches that are to be put aside once nobody else has them, and which file each was. */
  const waiting = new Map<string, { why: string; identity: bigint | null }>()

  function dismissStandIn(driveId: string): void {
    standIns.get(driveId)?.close()
    standIns.delete(driveId)
  }

  function fromDisk(driveId: string, call: Call): unknown {
    const answer = call(shelf.take(driveId))
    dismissStandIn(driveId)
    return answer
  }

  function fromStandIn(driveId: string, call: Call, why: string): unknown {
    shelf.close(driveId)
    const cache = standIns.get(driveId) ?? standInCache(why)
    standIns.set(driveId, cache)
    return call(cache)
  }

  /** @returns why that is not possible now; null where it is done */
  function setAside(driveId: string, why: string): string | null {
    shelf.close(driveId)
    try {
      const lock = lockDrive(dataDir, driveId, 0)
      try {
        setAsideCache(dataDir, driveId, why)
        return null
      } finally {
        lock.release()
      }
    } catch (error) {
      return sentence(error)
    }
  }

  /** Where a damaged cache cannot be put aside now, that is tried again at the next call. */
  function answeredAnew(driveId: string, call: Call, why: string): unknown {
    const inTheWay = setAside(driveId, why)
    if (inTheWay !== null) {
      waiting.set(driveId, { why, identity: cacheIdentity(dataDir, driveId) })
      return fromStandIn(driveId, call, `The results of this drive are damaged (${why}). ${inTheWay}`)
    }
    waiting.delete(driveId)
    return fromDisk(driveId, call)
  }

  function answered(driveId: string, call: Call, isSecondTry = false): unknown {
    const known = waiting.get(driveId)
    if (known && known.identity === cacheIdentity(dataDir, driveId)) return answeredAnew(driveId, call, known.why)
    waiting.delete(driveId)
    try {
      return fromDisk(driveId, call)
    } catch (error) {
      const damage = damageIn(error)
      // A file that might only be read when it was opened may be one to write to by now.
      if (isReadOnly(error)) shelf.close(driveId)
      if (onDamage === 'tell' || !(damage || isExpected(error) || isUnreadable(error))) throw damage ?? error
      if (!damage) return fromStandIn(driveId, call, `The results of this drive cannot be read: ${sentence(error)}`)
      if (isSecondTry) return answeredAnew(driveId, call, damage.message)
      // What was open here may be a file that another process has put aside already.
      shelf.close(driveId)
      return answered(driveId, call, true)
    }
  }

  function call(driveId: string, name: keyof Cache, values: unknown[]): unknown {
    const answer = answered(driveId, (cache) => Reflect.apply(cache[name], cache, values))
    return isGenerator(answer) ? tellingDamage(answer) : answer
  }

  return {
    of(driveId) {
      shelf.closeMoved(driveId)
      return new Proxy({} as Cache, {
        get:
          (_, name) =>
          (...values: unknown[]) =>
            call(driveId, name as keyof Cache, values)
      })
    },
    isOpen: (driveId) => shelf.isOpen(driveId),
    setAside,
    close(driveId) {
      shelf.close(driveId)
      dismissStandIn(driveId)
    },
    closeAll() {
      shelf.closeAll()
      for (const driveId of [...standIns.keys()]) dismissStandIn(driveId)
    }
  }
}

function isGenerator(value: unknown): value is Generator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value
}

/** Rows that are read as they are taken. @throws DamagedCache */
function* tellingDamage(rows: Generator<unknown>): Generator<unknown> {
  try {
    yield* rows
  } catch (error) {
    throw damageIn(error) ?? error
  }
}
