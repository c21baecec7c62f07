import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeGenerations } from '../../../src/main/store/checkedCopy.ts'
import { superfluous } from '../../../src/main/store/generations.ts'
import { openLibrary, type Library } from '../../../src/main/store/library.ts'
import { addRun, recordingOf } from '../../../testing/storeRows.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let dataDir: string
let library: Library
const latest = () => join(dataDir, 'library.backup.sqlite')

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-backup-'))
  library = openLibrary(dataDir)
})
afterEach(() => {
  library.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const dated = (file: string, at: number): void => utimesSync(file, at / 1000, at / 1000)
const drivesHeld = () => describeGenerations(dataDir).map(({ holds }) => holds?.drives)
let drives = 0
const addDrive = () =>
  library.drives.save(recordingOf(String(drives++).padEnd(64, 'a')), { openWith: {}, sample: false })

describe('backups of a library that is open', () => {
  it('are made while it is open, with what was there before as an older generation', () => {
    addRun(library)
    library.backUp()
    expect(drivesHeld()).toEqual([1])
    const before = Date.now() - 2 * HOUR
    dated(latest(), before)
    addDrive()
    library.backUp()
    expect(drivesHeld()).toEqual([2, 1])
    expect(describeGenerations(dataDir)[1]!.at).toBe(Math.floor(before / 1000) * 1000)
    // Some minutes old is new enough.
    addDrive()
    library.backUp()
    expect(drivesHeld()).toEqual([2, 1])
  })

  it('are not stopped by one that is dated in the future', () => {
    addRun(library)
    library.backUp()
    const future = Date.now() + 400 * DAY
    dated(latest(), future)
    addDrive()
    library.backUp()
    expect(drivesHeld().sort()).toEqual([1, 2])
    expect(statSync(latest()).mtimeMs).toBeLessThan(future - DAY)
  })

  it('are not made of a library without any work', () => {
    library.backUp()
    expect(describeGenerations(dataDir)).toEqual([])
  })

  it('do not take the place of one that is damaged, which is set aside', () => {
    addRun(library)
    library.backUp()
    writeFileSync(latest(), readFileSync(latest()).subarray(0, 20_000))
    dated(latest(), Date.now() - HOUR)
    library.backUp()
    expect(describeGenerations(dataDir)).toMatchObject([
      { name: 'library.backup.sqlite', kind: 'backup', holds: { drives: 1 } },
      { kind: 'set-aside', holds: null }
    ])
  })

  it('hold all there is of a library whose file was deleted meanwhile', () => {
    addRun(library)
    library.backUp()
    dated(latest(), Date.now() - HOUR)
    addDrive()
    for (const ending of ['', '-wal', '-shm']) rmSync(join(dataDir, `library.sqlite${ending}`))
    library.backUp()
    expect(drivesHeld()[0]).toBe(2)
  })

  it('leave earlier ones as they are where they cannot be written, and say so', () => {
    addRun(library)
    library.backUp()
    dated(latest(), Date.now() - HOUR)
    const before = readFileSync(latest())
    addDrive()
    // As of a disk that is full: nothing can be written under the name of the copy.
    const unfinished = `${latest()}.${process.pid}.unfinished`
    mkdirSync(join(unfinished, 'x'), { recursive: true })
    library.backUp()
    expect(library.backupTrouble()).toMatch(
      /^No backup of the library could be made \(.*\); earlier ones are as they were/
    )
    expect(readFileSync(latest()).equals(before)).toBe(true)
    rmSync(unfinished, { recursive: true })
    library.backUp()
    expect(library.backupTrouble()).toBeNull()
    expect(drivesHeld()).toEqual([2, 1])
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.unfinished'))).toEqual([])
  })

  it('are thinned to hours and days', () => {
    addRun(library)
    library.backUp()
    const bytes = readFileSync(latest())
    const now = Date.now()
    // One every 50 minutes of nine days.
    const times = Array.from({ length: 260 }, (_, i) => now - HOUR - i * 50 * 60_000)
    for (const at of times) {
      const name = new Date(at)
        .toISOString()
        .replace(/\.\d+Z/, 'Z')
        .replaceAll(':', '-')
      writeFileSync(join(dataDir, `library.backup-${name}.sqlite`), at % 7 === 0 ? bytes : bytes.subarray(0, 99))
    }
    dated(latest(), now - HOUR / 2)
    addDrive()
    library.backUp()
    const left = describeGenerations(dataDir).map(({ at }) => at)
    expect(left.length).toBeLessThanOrEqual(24 + 7)
    expect(left.filter((at) => at > now - 20 * HOUR).length).toBeGreaterThanOrEqual(18)
    expect(new Set(left.map((at) => Math.floor(at / DAY))).size).toBe(7)
  })
})

describe('thinning', () => {
  const now = 1_800_000_000_000
  const times = fc.uniqueArray(fc.integer({ min: now - 40 * DAY, max: now + 2 * DAY }), { maxLength: 120 })

  it('keeps the newest, one of each of the last hours and days that have any, and no more than these', () => {
    fc.assert(
      fc.property(times, (made) => {
        const gone = superfluous(made, now)
        const kept = made.filter((at) => !gone.has(at))
        const past = made.filter((at) => at <= now)
        const [keptPast, keptAhead] = [kept.filter((at) => at <= now), kept.filter((at) => at > now)]
        if (past.length > 0) expect(keptPast).toContain(Math.max(...past))
        expect(keptPast.length).toBeLessThanOrEqual(24 + 7)
        expect(keptAhead.length).toBeLessThanOrEqual(7)
        for (const [span, spans] of [
          [HOUR, 24],
          [DAY, 7]
        ] as const) {
          const newest = [...new Set(past.map((at) => Math.floor(at / span)))].sort((a, b) => b - a).slice(0, spans)
          for (const one of newest) expect(keptPast.some((at) => Math.floor(at / span) === one)).toBe(true)
        }
        // What was kept once is kept when nothing is new.
        expect(superfluous(kept, now).size).toBe(0)
      })
    )
  })
})
