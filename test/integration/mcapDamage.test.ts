import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { InputError } from '../../src/shared/errors.ts'
import { jpegFrames } from '../../testing/mcapFiles.ts'
import { jpegTopic, stampAt, steeringTopic, writeMcapTopics } from '../fixtures/mcapTopics.ts'
import { decodeAll, temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const sound = join(folder.path, 'sound.mcap')
beforeAll(async () => {
  const at = (i: number) => ({ log: stampAt(i), stamp: stampAt(i) })
  const steering = steeringTopic(
    '/steering',
    Array.from({ length: 40 }, (_, i) => i),
    at
  )
  await writeMcapTopics(sound, [jpegTopic('/camera', jpegFrames(40), at), steering], 8192)
})

describe('a damaged MCAP file', () => {
  // In a process of its own: what is tested for is that it comes to its end.
  it.each([1, 2, 3])('is read or refused, wherever its index is damaged (seed %i)', (seed) => {
    const script = resolve(import.meta.dirname, '../fixtures/damagedMcap.ts')
    const run = spawnSync(process.execPath, [script, sound, String(seed), '150'], {
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
