import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Spawner } from '../../../src/main/analysis/spawner.ts'
import { createSupervisor } from '../../../src/main/analysis/supervisor.ts'
import { openCache } from '../../../src/main/store/cache.ts'
import { MOST_OPEN } from '../../../src/main/store/openCaches.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import { addManyDrives } from '../../../testing/manyDrives.ts'
import { heardLog } from '../../fixtures/logs.ts'

const spawner: Spawner = {
  spawn: () => ({
    onMessage: () => undefined,
    onOutput: () => undefined,
    onExit: () => undefined,
    stop: () => undefined,
    kill: () => undefined
  })
}

let dataDir: string
let store: Store
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-runs-'))
  store = openStore(dataDir)
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const manyRuns = (count: number): StoredRun[] =>
  addManyDrives(store.library, dataDir, count).flatMap(({ run }) => run ?? [])

/** Starts anew, as on the next day. */
function reopen(): void {
  store.close()
  store = openStore(dataDir)
}

const list = () => createSupervisor({ spawner, store, log: heardLog() }).list()
const state = (of: StoredRun) => list().find(({ id }) => id === of.id)
/** The drives of the runs whose caches are open. */
const open = (runs: readonly StoredRun[]) => runs.filter(({ driveId }) => store.cacheIsOpen(driveId))

const descriptors = '/proc/self/fd'

describe('a library of 160 drives', () => {
  it('is listed with a bounded number of open files, the first time and after', { timeout: 60_000 }, () => {
    const runs = manyRuns(160)
    expect(runs).toHaveLength(144)
    reopen()
    const before = existsSync(descriptors) ? readdirSync(descriptors).length : 0
    for (const _ of [1, 2]) {
      const listed = list()
      expect(listed.map(({ id }) => id)).toEqual(runs.map(({ id }) => id).reverse())
      expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(['finished']))
      expect(open(runs).length).toBeLessThanOrEqual(MOST_OPEN)
      // A database, its write-ahead log and its index each.
      if (before > 0) expect(readdirSync(descriptors).length - before).toBeLessThanOrEqual(3 * MOST_OPEN)
    }
    reopen()
    expect(list()).toHaveLength(144)
    expect(open(runs)).toEqual([])
  })
})

describe('what is known of a cache', () => {
  let runs: StoredRun[]
  beforeEach(() => {
    runs = manyRuns(3)
    list()
    reopen()
  })

  const changes: [string, (cache: ReturnType<typeof openCache>, runId: string) => void, object][] = [
    ['another process found that it failed', (cache, id) => cache.setFailure(id, 'No space.'), { state: 'finished' }],
    [
      'another process took its results away',
      (cache, id) => (cache.removeRun(id), cache.setFailure(id, 'No space.')),
      { state: 'failed', done: 0, error: 'No space.' }
    ],
    ['another process began to count again', (cache) => cache.setFrameCount(40), { state: 'paused', total: 40 }]
  ]
  it.each(changes)('is read again where %s', (_, change, expected) => {
    const [, run] = runs
    const elsewhere = openCache(dataDir, run!.driveId)
    change(elsewhere, run!.id)
    expect(state(run!)).toMatchObject(expected)
    elsewhere.close()
    reopen()
    expect(state(run!)).toMatchObject(expected)
  })

  it('is read again where somebody deleted it', () => {
    const [, run] = runs
    for (const ending of ['', '-wal', '-shm'])
      rmSync(join(dataDir, 'cache', `${run!.driveId}.sqlite${ending}`), { force: true })
    expect(state(run!)).toMatchObject({ state: 'paused', done: 0 })
  })

  it('says nothing of lanes that were drawn since', () => {
    const [run] = runs
    store.library.lanes.set(run!.driveId, [
      {
        frame: 0,
        polygon: [
          [0, 1],
          [0.5, 0.5],
          [1, 1]
        ]
      }
    ])
    expect(state(run!)?.state).toBe('scores-outdated')
    expect(open(runs)).toEqual([])
  })

  it.each(['', '{', '{"x":1}', 'null'])('is made again where the file of summaries holds %j', (text) => {
    store.close()
    writeFileSync(join(dataDir, 'cache', 'runs.json'), text)
    store = openStore(dataDir)
    expect(list().map(({ state }) => state)).toEqual(['finished', 'finished', 'finished'])
    reopen()
    expect(list()).toHaveLength(3)
    expect(open(runs)).toEqual([])
  })
})
