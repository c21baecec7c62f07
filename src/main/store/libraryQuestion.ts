import { statSync } from 'node:fs'
import { InputError } from '../../shared/errors.ts'
import { backups } from './generations.ts'
import { schemaVersionOf, type Database } from './sqlite.ts'

/** The library cannot simply be opened: a person has to say whether a backup is restored, and which. */
export class LibraryQuestion extends InputError {
  /** What is wrong with the library, such as 'is missing'. */
  readonly why: string

  constructor(dataDir: string, file: string, why: string) {
    const [newest] = backups(dataDir)
    const wayOn = newest
      ? `restores one of its backups, the newest being '${newest.file}'`
      : 'begins an empty one, for there is no backup'
    super(`The library '${file}' ${why}; 'lanegaze library' ${wayOn}.`)
    this.why = why
  }
}

/** Bytes of a file; null where nothing is there. */
const sizeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.size ?? null

/** True where people's work lay, or lies, beside the library's own file. */
function hadOne(dataDir: string, file: string): boolean {
  const logs = [`${file}-wal`, `${file}-journal`].some((log) => (sizeOf(log) ?? 0) > 0)
  return logs || backups(dataDir).length > 0
}

/**
 * Refuses to begin a new library where there was one.
 * @throws LibraryQuestion
 */
export function requirePresent(dataDir: string, file: string): void {
  const facts = statSync(file, { throwIfNoEntry: false })
  if (facts && !facts.isFile()) throw new LibraryQuestion(dataDir, file, 'is not a file')
  if ((facts?.size ?? 0) > 0 || !hadOne(dataDir, file)) return
  throw new LibraryQuestion(dataDir, file, facts ? 'is empty' : 'is missing')
}

/** The same for a file that SQLite opens and that holds no table. @throws LibraryQuestion */
export function requireTables(db: Database, dataDir: string, file: string): void {
  const isBlank = schemaVersionOf(db) === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  if (isBlank && backups(dataDir).length > 0) throw new LibraryQuestion(dataDir, file, 'is empty')
}
