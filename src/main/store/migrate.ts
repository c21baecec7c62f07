import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { schemaVersionOf, type Database } from './sqlite.ts'

/**
 * Brings a file to the newest schema. Step i (from 0) takes version i to version i + 1, in one transaction.
 * `beforeStep` is called with the version that is about to be left behind.
 * @throws InputError for a file that a newer Lanegaze has written.
 */
export function migrate(db: Database, steps: readonly string[], beforeStep?: (version: number) => void): void {
  for (;;) {
    const version = schemaVersionOf(db)
    if (version === steps.length) return
    const step = steps[version]
    if (step === undefined) {
      throw new InputError(
        `'${basename(db.name)}' was written by a newer Lanegaze (schema ${version}, this one knows ${steps.length}); update Lanegaze.`
      )
    }
    beforeStep?.(version)
    // Another process may be doing the same: whoever comes second finds the step done.
    const take = db.transaction(() => {
      if (schemaVersionOf(db) !== version) return
      db.exec(step)
      db.pragma(`user_version = ${version + 1}`)
    })
    take.immediate()
  }
}
