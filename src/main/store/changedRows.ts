import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Database } from './sqlite.ts'

/** Tables that hold what a person says of a drive and can take back; what they brought from outside is in none of them. */
const tables = {
  judgements: { key: ['id'], within: 'run' },
  rules: { key: ['run'], within: 'run' },
  nominal_stretches: { key: ['drive'], within: 'drive' },
  lane_keyframes: { key: ['drive', 'frame'], within: 'drive' },
  lane_settings: { key: ['drive'], within: 'drive' }
} as const satisfies Record<string, { key: readonly string[]; within: 'run' | 'drive' }>

export const EditedTable = z.enum(Object.keys(tables) as (keyof typeof tables)[])
/** Where an edit changes something. */
export type EditedTable = z.infer<typeof EditedTable>

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
type Row = z.infer<typeof Row>

/** A row that an edit added (null before), changed or removed (null after). */
const ChangedRow = z.object({ before: Row.nullable(), after: Row.nullable() })
type ChangedRow = z.infer<typeof ChangedRow>

/** What an edit changed, as it is kept. */
export const ChangedRows = z.object({ table: EditedTable, rows: z.array(ChangedRow) })
export type ChangedRows = z.infer<typeof ChangedRows>

/** Reads the rows of tables before and after edits, and puts back what was there. */
export interface RowKeeper {
  /** All rows of a table that an edit of this run and drive may change, by key. */
  read(table: EditedTable, of: { driveId: string; runId: string | null }): ReadonlyMap<string, Row>
  /** False, and nothing changes, where rows are not (any more) as the change left them. Inside a transaction. */
  putBack(changed: ChangedRows, to: 'before' | 'after'): boolean
}

/** What is otherwise in `after`, in the order of its keys. */
export function changesBetween(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): ChangedRow[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys]
    .map((key) => ({ before: before.get(key) ?? null, after: after.get(key) ?? null }))
    .filter((row) => !isDeepStrictEqual(row.before, row.after))
}

/** How rows of a table are read and written; names of columns are those of the table itself: no kept JSON becomes SQL. */
function statementsOf(db: Database, table: EditedTable) {
  const { key, within } = tables[table]
  const names = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)
  const where = key.map((column) => `${column} = @${column}`).join(' AND ')
  const values = names.map((name) => `@${name}`)
  return {
    all: db.prepare<[string], Row>(`SELECT * FROM ${table} WHERE ${within} = ?`),
    one: db.prepare<[Row], Row>(`SELECT * FROM ${table} WHERE ${where}`),
    remove: db.prepare<[Row]>(`DELETE FROM ${table} WHERE ${where}`),
    insert: db.prepare<[Row]>(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`)
  }
}

export function rowKeeper(db: Database): RowKeeper {
  const statements = new Map(EditedTable.options.map((table) => [table, statementsOf(db, table)]))
  return {
    read(table, { driveId, runId }) {
      const { key, within } = tables[table]
      const scope = within === 'run' ? runId : driveId
      if (scope === null) throw new Error(`an edit of ${table} names its run`)
      const rows = statements.get(table)!.all.all(scope)
      return new Map(rows.map((row) => [JSON.stringify(key.map((column) => row[column])), { ...row }]))
    },
    putBack({ table, rows }, to) {
      const { one, remove, insert } = statements.get(table)!
      const from = to === 'before' ? 'after' : 'before'
      const isAsLeft = rows.every((row) => {
        const now = one.get(row[from] ?? row[to]!)
        return isDeepStrictEqual(now ? { ...now } : null, row[from])
      })
      if (!isAsLeft) return false
      for (const row of rows) {
        if (row[from]) remove.run(row[from])
        if (row[to]) insert.run(row[to])
      }
      return true
    }
  }
}
