import { createHash } from 'node:crypto'
import { canonicalJson } from '../../shared/canonicalJson.ts'
import { MethodTrust } from '../../shared/methodTrust.ts'
import { oldestForm } from '../../shared/recipeVersion1.ts'
import { fromJson } from './json.ts'
import type { RunKey } from './runKey.ts'
import type { Database } from './sqlite.ts'

/** What decides how a method does on a model, whatever the drive. */
export type TrustKey = Omit<RunKey, 'drive'>

/** What the deletion test says of methods on models: found with the first drive that both ran on, and kept. */
export interface TrustTable {
  /** Null where it was not tested. */
  get(key: TrustKey): MethodTrust | null
  set(key: TrustKey, trust: MethodTrust): void
}

export function trustTable(db: Database): TrustTable {
  const one = db.prepare<[string, string], { trust: string }>(
    'SELECT trust FROM method_trust WHERE model = ? AND method = ?'
  )
  const upsert = db.prepare('INSERT OR REPLACE INTO method_trust (model, method, trust) VALUES (?, ?, ?)')
  return {
    get(key) {
      const row = one.get(...namesOf(key))
      return row ? fromJson(MethodTrust, row.trust) : null
    },
    set(key, trust) {
      upsert.run(...namesOf(key), JSON.stringify(MethodTrust.parse(trust)))
    }
  }
}

function namesOf({ modelHash, recipe, head, ...method }: TrustKey): [model: string, method: string] {
  // The key of a run names its drive too.
  return [modelWord({ modelHash, recipe, head }), word({ ...method, drive: null })]
}

/** A word for a model as it is used: its file, what it is given, where its steering is. */
export function modelWord({ modelHash, recipe, head }: Pick<RunKey, 'modelHash' | 'recipe' | 'head'>): string {
  return word({ hash: modelHash, recipe: oldestForm(recipe), head })
}

/** A short word for a value: equal where the value is. */
export function word(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16)
}
