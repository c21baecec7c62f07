import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { App } from '../../src/main/app.ts'
import { swapTestName } from '../../src/main/analysis/swapTest.ts'
import { openStore } from '../../src/main/store/store.ts'
import { cacheFile } from '../../src/main/store/cache.ts'
import type { Drive, EventList, Findings, Model, Regions, Run, Series } from '../../src/shared/api.ts'
import { dumpCache } from '../fixtures/analysisBench.ts'
import { ask, ended, ok, startApp } from '../fixtures/askedApp.ts'
import { writeRoadVideo, writeSmallModel } from '../../testing/smallDrive.ts'

const frames = 40

let folder: string
let app: App
let drive: Drive
const runs: Run[] = []

const get = <T>(path: string): Promise<T> => ok<T>(ask(app, 'GET', path))
const stateOf = (run: Run | undefined): Promise<Run> => get<Run>(`/api/runs/${run!.id}`)
async function resumed(run: Run | undefined): Promise<Run> {
  await ok(ask(app, 'POST', `/api/runs/${run!.id}/resume`))
  await ended(app, run!.id)
  return stateOf(run)
}

/** All that a person sees of a run. */
async function shown({ id }: Run): Promise<object> {
  return {
    series: await get<Series>(`/api/runs/${id}/series`),
    events: await get<EventList>(`/api/runs/${id}/events`),
    findings: await get<Findings>(`/api/runs/${id}/findings`),
    regions: await get<Regions>(`/api/runs/${id}/regions`)
  }
}

/** Makes the cache one that an app with the detector before this one has left. */
function ageDetector(driveId: string): void {
  const cache = new Sqlite(cacheFile(join(folder, 'data'), driveId))
  for (const table of ['lane_evidence', 'lane_regions']) cache.exec(`UPDATE ${table} SET version = version - 1`)
  cache.exec("UPDATE runs SET scored_with = 'with the lanes of that detector'")
  // The swap test is named for the lanes that it was made with.
  const store = openStore(join(folder, 'data'))
  const { library } = store
  const subject = { library, cache: store.cache(driveId), drive: library.drives.get(driveId) }
  const name = swapTestName({ ...subject, key: library.runs.get(runs[0]!.id).key })
  store.close()
  for (const table of ['swap_rows', 'swap_tests']) cache.prepare(`UPDATE ${table} SET test = ?`).run(name)
  cache.close()
}

const seen: object[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-detector-'))
  app = await startApp(join(folder, 'data'))
  drive = await ok<Drive>(ask(app, 'POST', '/api/drives', { path: writeRoadVideo(join(folder, 'drive'), frames) }))
  const { id: modelId } = await ok<Model>(
    ask(app, 'POST', '/api/models', { path: await writeSmallModel(join(folder, 'model')) })
  )
  for (const method of ['visual-backprop', 'gradient']) {
    const run = await ok<Run>(ask(app, 'POST', '/api/runs', { driveId: drive.id, modelId, method, engine: 'ort' }))
    await ended(app, run.id)
    runs.push(run)
    seen.push(await shown(run))
  }
  await app.close()
  ageDetector(drive.id)
  app = await startApp(join(folder, 'data'))
}, 120_000)
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

it('after an update of the detector a run says that its lanes are to be found again, and shows all that it has', async () => {
  for (const [i, run] of runs.entries()) {
    expect(await stateOf(run)).toMatchObject({ state: 'lanes-outdated', done: frames, total: frames, error: null })
    expect(await shown(run)).toEqual(seen[i])
  }
  const { regions } = await get<Regions>(`/api/runs/${runs[0]!.id}/regions`)
  expect(regions.filter((region) => region?.source === 'detected')).toHaveLength(frames)
})

it('keeps its results where the lanes cannot be found again, and says why', async () => {
  renameSync(drive.path, join(folder, 'away.mp4'))
  const run = await resumed(runs[0])
  expect(run).toMatchObject({ state: 'lanes-outdated', error: expect.stringMatching(/road\.mp4/) as unknown })
  expect(await shown(run)).toEqual(seen[0])
  renameSync(join(folder, 'away.mp4'), drive.path)
})

it('finds the lanes again without going over the model again; other runs of the drive are to be scored again', async () => {
  const before = dumpCache(join(folder, 'data'), drive.id)
  expect(await resumed(runs[0])).toMatchObject({ state: 'finished', done: frames, error: null })
  const after = dumpCache(join(folder, 'data'), drive.id)
  for (const table of ['maps', 'results', 'pictures']) expect(after[table]).toEqual(before[table])
  expect(after['lane_evidence']).not.toEqual(before['lane_evidence'])
  expect(after['lane_evidence']).toHaveLength(frames)

  expect(await stateOf(runs[1])).toMatchObject({ state: 'scores-outdated', done: frames })
  expect(await resumed(runs[1])).toMatchObject({ state: 'finished' })
  // The detector is the same one in truth, so everything is as it was.
  for (const [i, run] of runs.entries()) expect(await shown(run)).toEqual(seen[i])
})
