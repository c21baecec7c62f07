import { join } from 'node:path'
import { InputError, isExpected, sentence } from '../../shared/errors.ts'
import { backUp, backUpWork, latestBackup, migrationBackup } from './backup.ts'
import { ensureDataDir } from './dataDir.ts'
import { driveTable, type DriveTable } from './driveTable.ts'
import { laneSettingsTable, type LaneSettingsTable } from './laneSettingsTable.ts'
import { libraryMigrations } from './librarySchema.ts'
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
import { isDamage, openDatabase, type Database } from './sqlite.ts'

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
  close(): void
}

/** The sentence for a library that cannot be read, and the way back. */
function damaged(dataDir: string, file: string, why: string): InputError {
  const backup = latestBackup(dataDir)
  const wayOn = backup
    ? `put its newest backup in its place: '${backup}'`
    : 'there is no backup of it, so move it away to begin with an empty one'
  return new InputError(`The library '${file}' is damaged (${why}); ${wayOn}.`)
}

function openSound(dataDir: string, file: string, migrations: readonly string[]): Database {
  const db = openDatabase(file, 'precious')
  try {
    const verdict = String(db.pragma('quick_check(1)', { simple: true })).replace(/^\*\*\*.*\n/, '')
    if (verdict !== 'ok') throw damaged(dataDir, file, verdict)
    migrate(db, migrations, (version) => {
      if (version > 0) backUp(db, migrationBackup(dataDir, version))
    })
    backUpWork(db, dataDir)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Opens the library of a data folder; makes it where there is none, and brings it to the newest schema where it is
 * older, after a backup.
 * @throws InputError for a folder that cannot be used, a damaged library, or one of a newer Lanegaze.
 */
export function openLibrary(dataDir: string, migrations: readonly string[] = libraryMigrations): Library {
  ensureDataDir(dataDir)
  const file = join(dataDir, 'library.sqlite')
  let db: Database
  try {
    db = openSound(dataDir, file, migrations)
  } catch (error) {
    if (isExpected(error)) throw error
    if (isDamage(error)) throw damaged(dataDir, file, sentence(error))
    throw new InputError(`The library cannot be opened (${sentence(error)}): '${file}'.`, { cause: error })
  }
  return {
    drives: driveTable(db),
    models: modelTable(db),
    runs: runTable(db),
    lanes: laneTable(db),
    laneSettings: laneSettingsTable(db),
    rules: ruleTable(db),
    savedRules: savedRuleTable(db),
    nominal: nominalTable(db),
    judgements: judgementTable(db),
    settings: settingTable(db),
    close() {
      try {
        backUpWork(db, dataDir)
      } finally {
        db.close()
      }
    }
  }
}
