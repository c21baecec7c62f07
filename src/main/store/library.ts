import { join } from 'node:path'
import { InputError, isExpected, sentence, UnavailableError } from '../../shared/errors.ts'
import { backUp, backUpWork, holdsWork, migrationBackup } from './backup.ts'
import { ensureDataDir } from './dataDir.ts'
import { driveTable, type DriveTable } from './driveTable.ts'
import { laneSettingsTable, type LaneSettingsTable } from './laneSettingsTable.ts'
import { libraryMigrations } from './librarySchema.ts'
import { LibraryQuestion, requirePresent, requireTables } from './libraryQuestion.ts'
import { shareLibrary } from './lock.ts'
import { migrate } from './migrate.ts'
import { modelTable, type ModelTable } from './modelTable.ts'
import { judgementTable, type JudgementTable } from './judgementTable.ts'
import { laneTable, settingTable, type LaneTable, type SettingTable } from './reviewTables.ts'
import {
  nominalTable,
  ruleTable,
  savedRuleTable,
  type NominalTable,
  type RuleTable,
  type SavedRuleTable
} from './ruleTables.ts'
import { runTable, type RunTable } from './runTable.ts'
import { stepTable, type StepTable } from './stepTable.ts'
import { tagTable, type TagTable } from './tagTable.ts'
import { trustTable, type TrustTable } from './trustTable.ts'
import { isDamage, openDatabase, quickCheck, type Database } from './sqlite.ts'

/** `library.sqlite`: what people made. Precious: nothing in it can be computed again. */
export interface Library {
  drives: DriveTable
  models: ModelTable
  runs: RunTable
  lanes: LaneTable
  laneSettings: LaneSettingsTable
  rules: RuleTable
  savedRules: SavedRuleTable
  nominal: NominalTable
  judgements: JudgementTable
  settings: SettingTable
  steps: StepTable
  tags: TagTable
  trust: TrustTable
  /** Makes a backup where there was work since the last one, some minutes ago; see backUpWork. */
  backUp(): void
  /** Why the last backup that was due could not be made; null where all is well. */
  backupTrouble(): string | null
  /** After a last backup. */
  close(): void
}

const damaged = (dataDir: string, file: string, why: string): LibraryQuestion =>
  new LibraryQuestion(dataDir, file, `is damaged (${why})`)

function openSound(dataDir: string, file: string, migrations: readonly string[]): Database {
  requirePresent(dataDir, file)
  const db = openDatabase(file, 'precious')
  try {
    const verdict = quickCheck(db)
    if (verdict !== 'ok') throw damaged(dataDir, file, verdict)
    requireTables(db, dataDir, file)
    migrate(db, migrations, (version) => {
      if (version > 0 && holdsWork(db)) backUp(db, dataDir, migrationBackup(version))
    })
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Makes backups of an open library, and remembers whether that went well. */
function keepsBackups(db: Database, dataDir: string): Pick<Library, 'backUp' | 'backupTrouble'> {
  let trouble: string | null = null
  return {
    backUp() {
      try {
        backUpWork(db, dataDir)
        trouble = null
      } catch (error) {
        trouble = sentence(error)
      }
    },
    backupTrouble: () => trouble
  }
}

/** @throws LibraryQuestion where the file has not the tables that its version should have */
function tablesOf(db: Database, dataDir: string, file: string) {
  try {
    return tables(db)
  } catch (error) {
    throw damaged(dataDir, file, sentence(error))
  }
}

/** The same table, with damage that is met in the middle of work told in a sentence. */
function tellingDamage<Table extends object>(table: Table): Table {
  return new Proxy(table, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...values: unknown[]): unknown => {
        try {
          return Reflect.apply(member, target, values)
        } catch (error) {
          if (!isDamage(error)) throw error
          const why = sentence(error)
          throw new UnavailableError(
            `The library is damaged (${why}); start Lanegaze again to restore a backup of it.`,
            {
              cause: error
            }
          )
        }
      }
    }
  })
}

function tables(db: Database) {
  return {
    drives: tellingDamage(driveTable(db)),
    models: tellingDamage(modelTable(db)),
    runs: tellingDamage(runTable(db)),
    lanes: tellingDamage(laneTable(db)),
    laneSettings: tellingDamage(laneSettingsTable(db)),
    rules: tellingDamage(ruleTable(db)),
    savedRules: tellingDamage(savedRuleTable(db)),
    nominal: tellingDamage(nominalTable(db)),
    judgements: tellingDamage(judgementTable(db)),
    settings: tellingDamage(settingTable(db)),
    steps: tellingDamage(stepTable(db)),
    tags: tellingDamage(tagTable(db)),
    trust: tellingDamage(trustTable(db))
  }
}

/**
 * Opens the library of a data folder; makes it where there never was one, and brings it to the newest schema where it
 * is older, after a backup.
 * @throws LibraryQuestion for a library that is damaged, or gone from beside its backups; InputError for a folder that
 * cannot be used, or a library of a newer Lanegaze.
 */
export function openLibrary(dataDir: string, migrations: readonly string[] = libraryMigrations): Library {
  ensureDataDir(dataDir)
  const file = join(dataDir, 'library.sqlite')
  const open = new DisposableStack()
  try {
    open.adopt(shareLibrary(dataDir), (lock) => lock.release())
    const db = open.adopt(openSound(dataDir, file, migrations), (opened) => opened.close())
    const backup = keepsBackups(db, dataDir)
    const library = { ...tablesOf(db, dataDir, file), ...backup }
    backup.backUp()
    const held = open.move()
    return {
      ...library,
      close() {
        backup.backUp()
        held.dispose()
      }
    }
  } catch (error) {
    open.dispose()
    if (isExpected(error)) throw error
    if (isDamage(error)) throw damaged(dataDir, file, sentence(error))
    throw new InputError(`The library cannot be opened (${sentence(error)}): '${file}'.`, { cause: error })
  }
}
