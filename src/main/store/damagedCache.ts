import { z } from 'zod'
import { sentence } from '../../shared/errors.ts'
import { isDamage } from './sqlite.ts'

/** The cache of a drive is broken: what it held has to be computed again. The message says how it is broken. */
export class DamagedCache extends Error {
  override readonly name = 'DamagedCache'
}

/**
 * The damage that made a query of a cache fail; null where it failed for another reason. Text that cannot be read back
 * is damage too: nobody but Lanegaze writes there, and SQLite does not notice noise inside a value.
 */
export function damageIn(error: unknown): DamagedCache | null {
  if (error instanceof DamagedCache) return error
  if (isDamage(error)) return new DamagedCache(sentence(error), { cause: error })
  if (error instanceof SyntaxError || error instanceof z.ZodError)
    return new DamagedCache('a value in it cannot be read', { cause: error })
  return null
}
