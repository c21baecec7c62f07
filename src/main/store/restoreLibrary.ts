import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LibraryAnswered } from '../../shared/api.ts'
import { InputError, NotFoundError, sentence } from '../../shared/errors.ts'
import { checkedCopy } from './checkedCopy.ts'
import { renameDurably, writeDurably } from './durable.ts'
import { backups, generations } from './generations.ts'
import { takeLibrary } from './lock.ts'
import { setAside } from './setAside.ts'

/**
 * The files of a library. The first is the one that is renamed first: without it the others mean nothing, while it
 * without its log would look whole and lack what was written last.
 */
function filesOf(dataDir: string): string[] {
  return ['', '-wal', '-journal', '-shm'].map((ending) => join(dataDir, `library.sqlite${ending}`))
}

/**
 * Puts a copy in the place of the library, and sets what is there aside. Wherever it is broken off, the library is the
 * one before, the restored one, or missing, which is asked about at the next start.
 * @param wanted name of the copy; 'newest' takes the newest backup that is sound
 * @throws NotFoundError for a copy that is not there, InputError for one that cannot be restored, where another process
 * has the library open, or where it cannot be written
 */
export function restoreLibrary(dataDir: string, wanted: string): LibraryAnswered {
  const lock = takeLibrary(dataDir)
  try {
    const { chosen, bytes, holds } = wanted === 'newest' ? newestSound(dataDir) : named(dataDir, wanted)
    const unfinished = join(dataDir, `library.restored.${process.pid}.unfinished`)
    try {
      writeDurably(unfinished, bytes)
      const aside = setAside(dataDir, filesOf(dataDir))
      renameDurably(unfinished, join(dataDir, 'library.sqlite'))
      const { name, at, kind } = chosen
      return { restored: { name, at, kind, holds, trouble: null }, aside }
    } catch (error) {
      rmSync(unfinished, { force: true })
      throw new InputError(`The library cannot be restored (${sentence(error)}): '${dataDir}'.`, { cause: error })
    }
  } finally {
    lock.release()
  }
}

function named(dataDir: string, name: string) {
  const chosen = generations(dataDir).find((each) => each.name === name)
  if (!chosen) throw new NotFoundError(`There is no backup '${name}' of the library.`)
  return { chosen, ...checkedCopy(chosen.file) }
}

function newestSound(dataDir: string) {
  for (const chosen of backups(dataDir)) {
    try {
      return { chosen, ...checkedCopy(chosen.file) }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  throw new NotFoundError('There is no backup of the library that can be restored.')
}

/**
 * Sets the library and its backups aside, so that the next start makes an empty one.
 * @throws InputError where another process has the library open
 */
export function beginEmptyLibrary(dataDir: string): LibraryAnswered {
  const lock = takeLibrary(dataDir)
  try {
    const files = [...filesOf(dataDir), ...backups(dataDir).map(({ file }) => file)]
    return { restored: null, aside: setAside(dataDir, files) }
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`The library cannot be set aside (${sentence(error)}): '${dataDir}'.`, { cause: error })
  } finally {
    lock.release()
  }
}
