import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { inspect } from '../../../src/main/library/inspect.ts'
import type { Opener } from '../../../src/main/library/recordings.ts'
import { SeveralRecordings } from '../../../src/main/recording/place/severalRecordings.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import { inspectionInWords } from '../../../src/main/hosts/cli/inWords.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
mkdirSync(join(folder.path, 'drives'))

/** What is said of a place that opens so. */
function look(open: () => Promise<Recording>) {
  const opener = { recordings: { open } } as unknown as Opener
  return inspect(opener, join(folder.path, 'drives'), {})
}

it.each([
  [true, /^1 recordings; name one of them:\n/],
  [false, /^1 recordings in the folders that were looked at first; .*'lanegaze list'.*:\n/]
])('says of a tree whether all of it was looked at: %s', async (whole, words) => {
  const tub = { path: '/a/tub', name: 'tub', kind: 'donkey-tub-v2', because: '' } as const
  const found = await look(() => Promise.reject(new SeveralRecordings('drives', [tub], whole)))
  expect(found).toEqual({ what: 'choice', recordings: [tub], whole })
  expect(inspectionInWords(found)).toMatch(words)
})

it('counts no samples of signals that were not read', async () => {
  const none = new Float64Array()
  const steering = {
    name: 'drive.steer',
    role: 'steering',
    unit: 'rad',
    convention: null,
    timeBase: 'seconds'
  } as const
  const late: Recording = {
    kind: 'mcap',
    path: '/a.mcap',
    name: 'a',
    because: 'so',
    fingerprint: '',
    source: { type: 'messages', files: [], topic: '/camera', coding: 'jpeg', count: 1 },
    width: 1,
    height: 1,
    frames: { count: 1, exact: true },
    times: null,
    rate: 20,
    signals: [{ ...steering, times: none, values: none }],
    lateSignals: () => Promise.resolve([]),
    warnings: []
  }
  const found = await look(() => Promise.resolve(late))
  expect(found).toMatchObject({ recording: { signals: [{ name: 'drive.steer', samples: null }] } })
  expect(inspectionInWords(found)).toMatch(/drive\.steer \(steering, rad\), read when it is analysed\n/)
  expect(inspectionInWords(found)).not.toContain('For the command')
  const warnings = [
    { code: 'steering-sign-unknown', message: 'Left?' },
    { code: 'names-unread', message: 'Numbers.' }
  ]
  const unsaid = inspectionInWords(await look(() => Promise.resolve({ ...late, warnings })))
  expect(unsaid).toMatch(/Left\? .*'--positive right'/)
  expect(unsaid).toMatch(/Numbers\. .*'--names frame,steering,none'/)
  const { lateSignals: _, ...whole } = late
  const read = await look(() => Promise.resolve(whole))
  expect(inspectionInWords(read)).toMatch(/, 0 samples\n/)
})
