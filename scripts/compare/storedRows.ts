import { createHash } from 'node:crypto'
import Sqlite from 'better-sqlite3'

/**
 * The rows of each table of an SQLite file, one a line in the order of their keys, by the table's name; blobs by their
 * length and hash. 'schema' is its number.
 */
export function storedRows(file: string): Map<string, string> {
  const db = new Sqlite(file, { readonly: true })
  try {
    const tables = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .all()
    const stored = new Map([['schema', `${String(db.pragma('user_version', { simple: true }))}\n`]])
    for (const { name } of tables) {
      const keys = db
        .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
        .all(name)
      const order = keys.length > 0 ? keys.map((key) => `"${key.name}"`).join(', ') : 'rowid'
      const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}" ORDER BY ${order}`)
      let text = ''
      for (const row of rows.iterate()) {
        const cells = Object.entries(row).map(([column, value]) => [column, readable(value)])
        text += `${JSON.stringify(Object.fromEntries(cells))}\n`
      }
      stored.set(name, text)
    }
    return stored
  } finally {
    db.close()
  }
}

function readable(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value
  return `${value.length} bytes, ${createHash('sha256').update(value).digest('hex').slice(0, 32)}`
}
