import { SwapTest } from '../../shared/swapTest.ts'
import type { SwapRow } from '../attention/swapShare.ts'
import { fromJson } from './json.ts'
import type { Database } from './sqlite.ts'

/** A frame of a swap test, with what the model steers at it as it is. */
export type KeptSwap = SwapRow & { steering: number }

/**
 * Swap tests of a drive: they are of a model, whatever the method, and of the lanes as they were.
 * A test's name is `<model>:<lanes>`, each a word for all that decides it.
 */
export interface SwapTables {
  /** In order of the frames. */
  swapRows(test: string): KeptSwap[]
  addSwapRows(test: string, rows: readonly KeptSwap[]): void
  /** Null where it was not made, or not to its end. */
  swapTest(test: string): SwapTest | null
  /** Keeps the outcome; what is there of the same model with other lanes goes. */
  setSwapTest(test: string, outcome: SwapTest): void
}

export function swapTables(db: Database): SwapTables {
  const rows = db.prepare<[string], KeptSwap>(
    'SELECT frame, steering, inside, outside FROM swap_rows WHERE test = ? ORDER BY frame'
  )
  const insert = db.prepare(
    'INSERT OR REPLACE INTO swap_rows (test, frame, steering, inside, outside) VALUES (?, ?, ?, ?, ?)'
  )
  const outcome = db.prepare<[string], { outcome: string }>('SELECT outcome FROM swap_tests WHERE test = ?')
  const upsert = db.prepare('INSERT OR REPLACE INTO swap_tests (test, outcome) VALUES (?, ?)')
  const forgetRows = db.prepare('DELETE FROM swap_rows WHERE test GLOB ? AND test <> ?')
  const forgetTests = db.prepare('DELETE FROM swap_tests WHERE test GLOB ? AND test <> ?')
  return {
    swapRows: (test) => rows.all(test),
    addSwapRows: db.transaction((test: string, added: readonly KeptSwap[]) => {
      for (const { frame, steering, inside, outside } of added) insert.run(test, frame, steering, inside, outside)
    }),
    swapTest(test) {
      const row = outcome.get(test)
      return row ? fromJson(SwapTest, row.outcome) : null
    },
    setSwapTest: db.transaction((test: string, found: SwapTest) => {
      // What cannot be read again would be taken for damage.
      upsert.run(test, JSON.stringify(SwapTest.parse(found)))
      const ofModel = `${test.split(':')[0]}:*`
      forgetRows.run(ofModel, test)
      forgetTests.run(ofModel, test)
    })
  }
}
