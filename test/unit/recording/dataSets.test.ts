import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CancelledError, InputError } from '../../../src/shared/errors.ts'
import { findRecordings, listRecordings, openRecording } from '../../../src/main/recording/open.ts'
import { SeveralRecordings } from '../../../src/main/recording/place/severalRecordings.ts'
import type { ProbeVideo } from '../../../src/main/recording/recording.ts'
import { episodeTable, makeLeRobotSet } from '../../fixtures/leRobotSets.ts'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { writeParquet } from '../../fixtures/parquetFiles.ts'
import { range, temporaryFolder } from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const root = join(folder.path, 'set')
const cameras = ['observation.images.front_left', 'observation.images.map']
const episodes = join(root, 'meta/episodes/chunk-000/file-000.parquet')
const infoFile = join(root, 'meta/info.json')

const probe: ProbeVideo = () =>
  Promise.resolve({
    width: 160,
    height: 80,
    rate: 20,
    duration: 1.1,
    codec: 'h264',
    container: 'mov,mp4',
    track: 0,
    tracks: [],
    warnings: []
  })
const open = (episode?: string) => openRecording(root, { probe, ...(episode !== undefined && { episode }) })

describe('a LeRobot data set of version 3', () => {
  let info: string
  beforeAll(() => {
    makeLeRobotSet(root, { version: 'v3.0', lengths: [10, 12] })
    info = readFileSync(infoFile, 'utf8')
  })

  it('lists 100,000 episodes, and opens one of them', async () => {
    const lengths = range(0, 100_000).map((i) => (i === 1 ? 12 : 10))
    writeParquet(
      episodes,
      episodeTable(
        lengths,
        lengths.map((_, i) => i / 2),
        cameras
      ),
      { codec: 'ZSTD' }
    )
    const several = await open().catch((error: unknown) => error)
    expect(several).toBeInstanceOf(SeveralRecordings)
    const { recordings } = several as SeveralRecordings
    expect(recordings).toHaveLength(100_000)
    expect(recordings[99_999]).toEqual({
      path: root,
      name: 'episode 99999',
      kind: 'lerobot',
      because: '10 frames: Follow the road.',
      openWith: { episode: '99999' }
    })
    expect((await open('1')).source).toMatchObject({ stretch: { start: 0.5, count: 12, rate: 20 } })
    await expect(open('99999')).rejects.toThrow(/file-000\.parquet has no rows of episode 99999; copy it again/)
  })

  it('says where its list and its rows differ', async () => {
    writeParquet(episodes, episodeTable([10, 15], [0, 0.5], cameras))
    const { frames, warnings } = await open('1')
    expect(frames.count).toBe(12)
    expect(warnings[0]?.message).toMatch(/says that episode 1 has 15 frames, and file-000\.parquet has 12 rows of it/)
  })

  it('is refused where its list says what cannot be', async () => {
    for (const start of [-1, NaN, 1e300]) {
      writeParquet(episodes, episodeTable([10, 12], [0, start], cameras))
      await expect(open('1')).rejects.toThrow(/The list of episodes of set \(meta\/episodes\) is damaged/)
    }
    for (const asked of ['-1', '1.5', 'one', '99999999999'])
      await expect(open(asked)).rejects.toThrow(/is not the number of an episode/)
  })

  it('names no file outside of itself', async () => {
    writeParquet(episodes, episodeTable([10, 12], [0, 0.5], cameras))
    for (const path of ['../../etc/passwd', '/etc/passwd', 'data/../../x'])
      for (const template of ['video_path', 'data_path']) {
        writeFileSync(infoFile, JSON.stringify({ ...(JSON.parse(info) as object), [template]: path }))
        await expect(open('1')).rejects.toThrow(/names files outside of its folder/)
      }
    writeFileSync(infoFile, info)
  })

  it.each([
    ['a camera by a name of 100,000 letters', { features: { ['k'.repeat(100_000)]: { dtype: 'video' } } }],
    ['a path of 100,000 parts', { video_path: '{video_key}/'.repeat(100_000) }],
    ['a path that grows to 10,000 letters', { video_path: '{video_key}/'.repeat(330) }],
    ['a rate that no camera has', { fps: 1e-300 }]
  ])('is refused in one short sentence where it gives %s', async (_, said) => {
    writeFileSync(infoFile, JSON.stringify({ ...(JSON.parse(info) as object), ...said }))
    const error: unknown = await open('1').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toMatch(/^InputError: meta\/info.json of set .{10,250}$/)
    writeFileSync(infoFile, info)
  })

  it('is refused where its description is longer than any, and not taken for plain videos', async () => {
    writeFileSync(infoFile, info.padEnd(17 * 2 ** 20))
    await expect(open('1')).rejects.toThrow(
      /^meta\/info.json of set has 17 MB, where such a description has some kilobyt/
    )
    writeFileSync(infoFile, info)
  })

  it('says that its list is empty', async () => {
    const listed = readFileSync(episodes)
    writeParquet(episodes, episodeTable([], [], cameras))
    await expect(open()).rejects.toThrow('The list of episodes of set is empty; copy it again from its source.')
    writeFileSync(episodes, listed)
  })

  it('opens or is refused in one sentence whatever its description says', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          'fps',
          'features',
          'total_episodes',
          'chunks_size',
          'data_path',
          'video_path',
          'codebase_version'
        ),
        fc.jsonValue(),
        async (key, value) => {
          writeFileSync(infoFile, JSON.stringify({ ...(JSON.parse(info) as object), [key]: value }))
          await open('1').catch((error: unknown) => {
            expect(error).toBeInstanceOf(InputError)
            expect(String(error)).not.toContain('\n')
          })
        }
      ),
      { numRuns: 100 }
    ))
})

describe('a LeRobot data set of version 2', () => {
  const old = join(folder.path, 'old')
  beforeAll(() => makeLeRobotSet(old, { version: 'v2.1', lengths: [10, 12] }))

  it('of more episodes than can be listed says so, and opens any of them', async () => {
    const many = join(folder.path, 'many')
    makeLeRobotSet(many, { version: 'v2.1', lengths: [10], listed: false })
    const file = join(many, 'meta/info.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"total_episodes":1', '"total_episodes":100000000'))
    await expect(openRecording(many, { probe })).rejects.toThrow(
      'many says that it has more than 200000 episodes, which are more than can be listed; choose one, such as --episode 0.'
    )
    expect((await openRecording(many, { probe, episode: '0' })).frames.count).toBe(10)
  })

  it('whose table has a million rows for an episode of ten frames opens as ten', async () => {
    const rows = new Array<number>(1e6).fill(0.5)
    const file = join(old, 'data/chunk-000/episode_000000.parquet')
    writeParquet(file, [{ name: 'steering', type: 'double', data: rows }], { codec: 'ZSTD', rowGroupSize: 1e6 })
    const { frames, signals, warnings } = await openRecording(old, { probe, episode: '0' })
    expect([frames.count, signals[0]?.values.length]).toEqual([10, 10])
    expect(warnings[0]?.message).toMatch(/has 10 frames, and .* has 1000000 rows of it; the first 10 rows are used\.$/)
  })
})

describe('a tree of more folders than anybody waits for', () => {
  const tree = join(folder.path, 'tree')
  const last = range(0, 2100).map((i) => join(tree, String(i), 'camera'))
  beforeAll(() => {
    for (const place of last) mkdirSync(place, { recursive: true })
    writePictures([last[3], last[2099]].flatMap((place) => [0, 1].map((i) => join(place ?? '', `${i}.jpg`))))
  })

  it('is listed whole, with how far it is', async () => {
    let told = 0
    const { recordings, whole } = await findRecordings(tree, { onLook: (looked) => (told = looked) })
    expect([recordings.map(({ path }) => path), whole]).toEqual([[last[3], last[2099]], true])
    expect(told).toBe(4201)
    expect(await listRecordings(tree)).toEqual(recordings)
  })

  it('says that there may be more where it is opened', async () => {
    const several = await openRecording(tree, { probe }).catch((error: unknown) => error)
    expect(several).toMatchObject({ whole: false, recordings: [{ path: last[3] }] })
    expect(String(several)).toMatch(/holds 1 recording in the folders that were looked at first, and more may follow/)
  })

  it('is left at once by whoever stops', async () => {
    const stop = new AbortController()
    const listing = findRecordings(tree, { signal: stop.signal, onLook: (looked) => looked === 50 && stop.abort() })
    await expect(listing).rejects.toThrow(CancelledError)
  })
})
