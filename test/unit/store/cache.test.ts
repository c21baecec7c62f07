import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quantise, type SaliencyMap } from '../../../src/shared/saliencyMap.ts'
import type { LaneRegion } from '../../../src/shared/lanes.ts'
import { emptyMasses } from '../../../src/main/attention/laneMasses.ts'
import { cacheFile, openCache, type Batch, type Cache } from '../../../src/main/store/cache.ts'
import { lockDrive } from '../../../src/main/store/lock.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { aroundOwnLanes } from '../../../testing/filledRun.ts'

const drive = '0123456789abcdef'
let dataDir: string
let cache: Cache
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-cache-'))
  cache = openCache(dataDir, drive)
})
afterEach(() => {
  cache.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const mapOf = (frame: number): SaliencyMap => quantise(seededValues(8, frame).map(Math.abs), 4, 2)

function batch(from: number, count: number, runId = 'run'): Batch {
  const frames = Array.from({ length: count }, (_, i) => from + i)
  return {
    frames: frames.map((frame) => ({
      frame,
      time: frame / 25,
      damaged: frame % 5 === 4,
      picture: Uint8Array.of(0xff, 0xd8, frame)
    })),
    evidence: { version: 3, rows: frames.map((frame) => ({ frame, evidence: { rows: [frame] } })) },
    results: { runId, rows: frames.map((frame) => ({ frame, steering: frame / 100, map: mapOf(frame) })) }
  }
}

describe('batches', () => {
  it('give back what was written', () => {
    cache.writeBatch(batch(0, 3))
    cache.writeBatch(batch(3, 2))
    expect([cache.framesDone(), cache.evidenceDone(3), cache.resultsDone('run')]).toEqual([5, 5, 5])
    expect(Array.from(cache.times())).toEqual([0, 0.04, 0.08, 0.12, 0.16])
    expect(Array.from(cache.picture(3)!)).toEqual([0xff, 0xd8, 3])
    expect(cache.damagedFrames()).toEqual([4])
    expect([...cache.evidence(3)]).toEqual([0, 1, 2, 3, 4].map((frame) => ({ rows: [frame] })))
    expect(cache.results('run').map(({ steering }) => steering)).toEqual([0, 0.01, 0.02, 0.03, 0.04])
    const map = cache.map('run', 2)!
    expect({ ...map, data: Array.from(map.data) }).toEqual({ ...mapOf(2), data: Array.from(mapOf(2).data) })
    expect(cache.maps('run', 3, 10)).toHaveLength(2)
  })

  it('never leave a gap, overwrite a row, or are kept in part', () => {
    cache.writeBatch(batch(0, 2))
    for (const wrong of [batch(3, 1), batch(1, 2)]) expect(() => cache.writeBatch(wrong)).toThrow(/is the next/)
    const half = batch(2, 2)
    const results = { runId: 'run', rows: [half.results.rows[1]!] }
    expect(() => cache.writeBatch({ ...half, results })).toThrow(/result/)
    expect([cache.framesDone(), cache.resultsDone('run')]).toEqual([2, 2])
  })

  it('keep runs and versions of the detector apart', () => {
    cache.writeBatch(batch(0, 2))
    cache.writeBatch({ ...batch(0, 1, 'other'), frames: [], evidence: { version: 4, rows: [] } })
    expect([cache.resultsDone('run'), cache.resultsDone('other'), cache.evidenceDone(4)]).toEqual([2, 1, 0])
    cache.removeRun('run')
    expect([cache.resultsDone('run'), cache.resultsDone('other'), cache.framesDone()]).toEqual([0, 1, 2])
    expect(cache.map('run', 0)).toBeNull()
  })

  it('answer null for what is not there yet', () => {
    expect([
      cache.picture(0),
      cache.map('run', 0),
      cache.run('run'),
      cache.frameCount(),
      cache.scoredWith('run')
    ]).toEqual([null, null, null, null, null])
    expect([cache.signals(), cache.scores('run'), cache.detectedRegions(1), cache.detectedVersion()]).toEqual([
      [],
      [],
      [],
      null
    ])
  })
})

it('keeps signals, regions and scores as they are, gaps included', () => {
  const signal = { name: 'angle', role: 'steering', unit: 'deg', sourcePositive: 'right' } as const
  cache.setSignals([{ ...signal, values: [0.1, null, -3.25] }])
  expect(cache.signals()).toEqual([{ ...signal, values: [0.1, null, -3.25] }])
  const region: LaneRegion = {
    polygon: [
      [0.1, 1],
      [0.5, 0.25],
      [0.9, 1]
    ],
    confidence: 0.75,
    source: 'detected'
  }
  cache.setDetectedRegions(1, [region, null, region])
  expect(cache.detectedRegions(1, 1, 5)).toEqual([null, region])
  expect(cache.detectedVersion()).toBe(1)
  cache.saveRun('run', { engine: 'tf-wasm', engineVersion: '4', warnings: [], failure: null })
  const masses = emptyMasses(2)
  masses.confidence.set([0.75, 0])
  masses.above[0] = 0.25
  masses.below[0] = 0
  for (const [i, at] of masses.atMargin.entries()) {
    at.inside[0] = 0.5 + i / 64
    at.left[0] = 0.125 - i / 64
    at.right[0] = 0.125
    at.area[0] = 0.25
  }
  cache.setMasses('run', 'lanes 1', aroundOwnLanes(masses))
  const nothing = { share: null, lift: null, laneConfidence: 0, zones: null }
  const zones = { left: 0.125, right: 0.125, above: 0.25, below: 0 }
  expect(cache.scores('run')).toEqual([{ share: 0.5, lift: 2, laneConfidence: 0.75, zones }, nothing])
  expect(cache.scores('run', 0.1)).toEqual([
    { share: 0.53125, lift: 2.125, laneConfidence: 0.75, zones: { ...zones, left: 0.09375 } },
    nothing
  ])
  cache.setMasses('run', 'lanes 2', aroundOwnLanes(emptyMasses(1)))
  expect(cache.scores('run')).toEqual([nothing])
  expect(cache.scoredWith('run')).toBe('lanes 2')
  expect(cache.traits('run')).toBeNull()
  const traits = {
    centroidX: Float32Array.of(0.5, NaN),
    centroidY: Float32Array.of(0.25, NaN),
    change: Float32Array.of(NaN, 1)
  }
  cache.setTraits('run', traits)
  expect(cache.traits('run')).toEqual(traits)
  expect(cache.seenPixels('run')).toBeNull()
  cache.setSeenPixels('run', { width: 3, height: 1, data: Uint8Array.of(0, 1, 1) })
  const seen = cache.seenPixels('run')!
  expect({ ...seen, data: [...seen.data] }).toEqual({ width: 3, height: 1, data: [0, 1, 1] })
  cache.removeRun('run')
  expect([cache.scores('run'), cache.traits('run'), cache.seenPixels('run')]).toEqual([[], null, null])
})

describe('a damaged cache', () => {
  it('is put aside and begun anew, with a warning', () => {
    cache.writeBatch(batch(0, 2))
    cache.close()
    const file = cacheFile(dataDir, drive)
    const damaged = Buffer.alloc(readFileSync(file).length, 'x')
    writeFileSync(file, damaged)
    cache = openCache(dataDir, drive)
    expect(cache.framesDone()).toBe(0)
    expect(cache.warnings()).toEqual([
      { code: 'cache-rebuilt', message: expect.stringContaining('put aside') as string }
    ])
    expect(readFileSync(`${file}.damaged`).equals(damaged)).toBe(true)
    cache.writeBatch(batch(0, 2))
    expect(cache.framesDone()).toBe(2)
  })

  it('costs time only: a sound one has no warning and leaves nothing aside', () => {
    expect(cache.warnings()).toEqual([])
    expect(existsSync(`${cacheFile(dataDir, drive)}.damaged`)).toBe(false)
  })
})

it('lets one process at a time analyse a drive', () => {
  const lock = lockDrive(dataDir, drive)
  expect(() => lockDrive(dataDir, drive)).toThrow(/Another Lanegaze is analysing this drive/)
  lockDrive(dataDir, 'fedcba9876543210').release()
  lock.release()
  lockDrive(dataDir, drive).release()
})

it('has another version after every write, by whichever process, and the same one after reading', () => {
  const versions = [cache.version()]
  const next = (): void => void versions.push(cache.version())
  cache.writeBatch(batch(0, 2))
  next()
  cache.removeRun('run')
  next()
  const elsewhere = openCache(dataDir, drive)
  elsewhere.setFailure('run', 'No space.')
  next()
  elsewhere.setFailure('run', null)
  elsewhere.close()
  next()
  expect(new Set(versions).size).toBe(versions.length)
  cache.results('run')
  cache.checkpoint()
  expect(cache.version()).toBe(versions.at(-1))
  cache.close()
  cache = openCache(dataDir, drive)
  expect(versions).not.toContain(cache.version())
})
