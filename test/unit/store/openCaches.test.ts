import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openCaches } from '../../../src/main/store/openCaches.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-caches-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const drives = ['a', 'b', 'c', 'd']

it('closes the cache that was called longest ago', () => {
  const caches = openCaches(dataDir, 2)
  const [a, b] = [caches.of('a'), caches.of('b')]
  a.setFrameCount(1)
  caches.of('c').setFrameCount(3)
  expect(drives.map((drive) => caches.isOpen(drive))).toEqual([true, false, true, false])
  expect(b.frameCount()).toBeNull()
  expect(drives.map((drive) => caches.isOpen(drive))).toEqual([false, true, true, false])
  caches.closeAll()
})

it('leaves a cache that somebody has usable, however many others are opened', () => {
  const caches = openCaches(dataDir, 2)
  const held = drives.map((drive) => caches.of(drive))
  held.forEach((cache, i) => cache.setFrameCount(i))
  expect(held.map((cache) => cache.frameCount())).toEqual([0, 1, 2, 3])
  caches.closeAll()
  expect(held.map((cache) => cache.frameCount())).toEqual([0, 1, 2, 3])
  caches.closeAll()
})

it('does not close what is being read and written by turns', () => {
  const caches = openCaches(dataDir, 1)
  const cache = caches.of('a')
  const rows = (from: number) =>
    [from, from + 1].map((frame) => ({ frame, time: frame, damaged: false, picture: Uint8Array.of(frame) }))
  for (const from of [0, 2, 4]) {
    const nothing = { evidence: { version: 1, rows: [] }, results: { runId: '', rows: [] } }
    cache.writeBatch({ frames: rows(from), ...nothing })
    expect(caches.of('b').frameCount()).toBeNull()
    expect(Array.from(cache.times())).toHaveLength(from + 2)
  }
  caches.closeAll()
})
