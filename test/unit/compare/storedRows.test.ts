import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { storedRows } from '../../../scripts/compare/storedRows.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-rows-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A file with maps in that order, and an empty table. */
function written(name: string, maps: [frame: number, data: number][]): Map<string, string> {
  const file = join(folder, name)
  const db = new Sqlite(file)
  db.exec('CREATE TABLE maps (data BLOB, scale REAL, frame INTEGER PRIMARY KEY) STRICT; CREATE TABLE notes (text TEXT)')
  db.pragma('user_version = 3')
  const add = db.prepare('INSERT INTO maps VALUES (?, 0.5, ?)')
  for (const [frame, data] of maps) add.run(Buffer.from([data, 2, 3]), frame)
  db.close()
  return storedRows(file)
}

it('tells each row in the order of its key, and blobs that differ apart', () => {
  const first = written('first', [[0, 1], [1, 9]]) // prettier-ignore
  expect([...first.keys()]).toEqual(['schema', 'maps', 'notes'])
  // sha256 of the bytes 1, 2, 3, by another program.
  expect(first.get('maps')?.split('\n')[0]).toBe(
    '{"data":"3 bytes, 039058c6f2c0cb492c533b0a4d14ef77","scale":0.5,"frame":0}'
  )
  expect(first.get('schema')).toBe('3\n')
  expect(written('later', [[1, 9], [0, 1]])).toEqual(first) // prettier-ignore
  expect(written('other', [[0, 1], [1, 8]]).get('maps')).not.toBe(first.get('maps')) // prettier-ignore
})
