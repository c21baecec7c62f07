import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { openBounded } from '../../../src/main/recording/formats/messages/boundedFile.ts'
import { boundedDecompressors } from '../../../src/main/recording/formats/messages/decompress.ts'
import { listRecordings, openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import type { OpenWith } from '../../../src/shared/recording.ts'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { makeNumberedVideo, temporaryFolder } from '../../../testing/recordings.ts'
import { makeCarlaRoute } from '../../fixtures/carlaDrives.ts'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { compressedTopic, writeDb3, writeMcap } from '../../fixtures/messageLogs.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (...parts: string[]): string => join(folder.path, ...parts)
const open = (name: string, choices: OpenWith = {}): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...choices })
const time = (i: number): bigint => 1_600_000_000_000_000_000n + BigInt(i) * 50_000_000n

beforeAll(async () => {
  makeCarlaRoute(at('route'), 'Bench2Drive', { frames: 4, rate: 10 })
  makeNumberedVideo(at('film.mp4'), { frames: 4, width: 64, height: 48, rate: '10' })
  await writeMcap(at('log.mcap'), [compressedTopic('/cam\nera', jpegFrames(4), time)])
})

describe('a choice that a recording does not have', () => {
  it.each([
    ['log.mcap', { camera: 'x' }, 'log has no choice of camera, but one of topic; open it without camera "x".'],
    ['log.mcap', { episode: '7' }, 'log has no choice of episode, but one of topic; open it without episode "7".'],
    ['route', { topic: 'x' }, 'route has no choice of topic, but one of camera; open it without topic "x".'],
    ['film.mp4', { camera: 'x' }, 'film has no choice of camera, but one of track; open it without camera "x".']
  ])('is refused in one sentence: %s with %o', async (name, choices, sentence) => {
    await expect(open(name, choices)).rejects.toThrow(sentence)
  })
})

describe('names that would break a sentence', () => {
  it('stand in it printable: of topics', async () => {
    const { because, warnings } = await open('log.mcap')
    expect(because).toContain('pictures in /cam\ufffdera')
    expect([because, ...warnings.map(({ message }) => message)].join('')).not.toContain('\n')
    const error: unknown = await open('log.mcap', { topic: '/x\n\u202e'.repeat(2000) }).catch(
      (thrown: unknown) => thrown
    )
    expect(String(error)).toMatch(/has no topic of pictures called \/x\ufffd\ufffd\/x/)
    expect(String(error).length).toBeLessThan(1000)
  })

  it.skipIf(process.platform === 'win32')('and of folders, opened and listed', async () => {
    const name = 'two\nlines'
    writePictures([0, 1].map((i) => at(name, `${i}.jpg`)))
    expect((await open(name)).name).toBe('two\ufffdlines')
    expect((await listRecordings(at(name))).map((each) => each.name)).toEqual(['two\ufffdlines'])
  })
})

describe('a log two folders above its pictures', () => {
  it('is not called beside them', async () => {
    writePictures(['a1.jpg', 'a2.jpg'].map((name) => at('drive', 'day', 'cam', name)))
    writeFileSync(at('drive', 'log.csv'), 'picture;angle\na1.jpg;0.1\na2.jpg;0.2\n')
    const { warnings } = await open('drive/day/cam')
    expect(warnings.map(({ message }) => message).join('\n')).toMatch(
      /log\.csv two folders above the pictures of cam is not read/
    )
  })
})

it('unpacks no chunk that says it is longer than any', async () => {
  await using file = await openBounded(at('log.mcap'), 'mend it')
  const { zstd } = await boundedDecompressors(file)
  const packed = zstdCompressSync(Buffer.alloc(1000, 7))
  expect(zstd?.(packed, 1000n)).toHaveLength(1000)
  expect(() => zstd?.(packed, 2n ** 27n + 1n)).toThrow(/^log\.mcap is damaged/)
})

describe('a bag whose messages lie in a table without row numbers', () => {
  it('is refused for that, and not as damaged', async () => {
    mkdirSync(at('bag'))
    const [file = ''] = writeDb3(at('bag'), [compressedTopic('/camera', jpegFrames(2), time)])
    const database = new DatabaseSync(file)
    database.exec(
      'ALTER TABLE messages RENAME TO old; CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB) WITHOUT ROWID; INSERT INTO messages SELECT * FROM old; DROP TABLE old'
    )
    database.close()
    await expect(open('bag')).rejects.toThrow(/^The messages of drive_0\.db3 lie in a table without row numbers/)
  })
})
