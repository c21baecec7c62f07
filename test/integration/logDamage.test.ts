import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { InputError } from '../../src/shared/errors.ts'
import { jpegFrames } from '../../testing/mcapFiles.ts'
import { jpegTopic, stampAt, steeringTopic, writeMcapTopics } from '../fixtures/mcapTopics.ts'
import { ackermannTopic, compressedTopic, writeBag, writeDb3 } from '../fixtures/messageLogs.ts'
import { decodeAll, temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const sound = join(folder.path, 'sound.mcap')
const bag = join(folder.path, 'sound.bag')
let db3: string
beforeAll(async () => {
  const frames = jpegFrames(40)
  const at = (i: number) => ({ log: stampAt(i), stamp: stampAt(i) })
  const steering = steeringTopic(
    '/steering',
    Array.from({ length: 40 }, (_, i) => i),
    at
  )
  await writeMcapTopics(sound, [jpegTopic('/camera', frames, at), steering], 8192)
  const topics = [
    compressedTopic('/camera', frames, stampAt),
    ackermannTopic(
      '/drive',
      Array.from({ length: 40 }, (_, i) => i / 100),
      stampAt
    )
  ]
  writeBag(bag, topics, { compression: 'bz2', chunkSize: 8192 })
  db3 = writeDb3(join(folder.path, 'bag2'), topics, { says: true })[0] ?? ''
})

describe('a damaged log of messages', () => {
  // In a process of its own: what is tested for is that it comes to its end.
  it.each([
    ['MCAP', 1],
    ['MCAP', 2],
    ['MCAP', 3],
    ['ROS 1', 1],
    ['ROS 1', 2],
    ['ROS 2', 1],
    ['ROS 2', 2]
  ] as const)('is read or refused, wherever it is damaged (%s, seed %i)', (kind, seed) => {
    const script = resolve(import.meta.dirname, '../fixtures/damagedLog.ts')
    const file = { MCAP: sound, 'ROS 1': bag, 'ROS 2': db3 }[kind]
    const run = spawnSync(process.execPath, [script, file, String(seed), '150'], {
      encoding: 'utf8',
      timeout: 60_000
    })
    expect({ status: run.status, signal: run.signal }, run.stderr).toEqual({ status: 0, signal: null })
    const { opened, refused } = JSON.parse(run.stdout) as { opened: number; refused: number }
    expect([opened + refused, opened > 10, refused > 10], run.stdout).toEqual([150, true, true])
  })

  it('ends its decoding with a refusal where a chunk is damaged', async () => {
    const bytes = readFileSync(sound)
    const middle = bytes.length >> 1
    bytes.fill(0x55, middle, middle + 64)
    const file = join(folder.path, 'chunk.mcap')
    writeFileSync(file, bytes)
    const { source, width, height } = await openRecording(file, { probe: probeVideo })
    const plan = { source, width, height, from: 0, input: null, pictureWidth: 96, viewWidth: null }
    await expect(decodeAll(plan)).rejects.toThrow(InputError)
  })
})
