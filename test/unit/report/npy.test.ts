import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { npyOf } from '../../../src/main/report/npy.ts'
import type { SaliencyMap } from '../../../src/shared/saliencyMap.ts'

const map = (scale: number, ...data: number[]): SaliencyMap => ({
  width: 3,
  height: 2,
  scale,
  sum: data.reduce((a, b) => a + b, 0),
  data: Uint8Array.from(data)
})

const maps = [map(2, 0, 51, 102, 153, 204, 255), null, map(0, 0, 0, 0, 0, 0, 0)]
const file = Buffer.concat([...npyOf(3, { width: 3, height: 2 }, (frame) => maps[frame] ?? null)])

describe('npy', () => {
  it('has the header of NumPy format 1.0, aligned to 64 bytes', () => {
    expect(file.subarray(0, 8)).toEqual(Buffer.from('\x93NUMPY\x01\x00', 'latin1'))
    const length = file.readUInt16LE(8)
    expect((10 + length) % 64).toBe(0)
    const header = file.toString('latin1', 10, 10 + length)
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 2, 3\), \} *\n$/)
  })

  it('holds the values at stored scale, NaN where a frame has no map', () => {
    const start = 10 + file.readUInt16LE(8)
    const values = Array.from({ length: 18 }, (_, i) => file.readFloatLE(start + i * 4))
    expect(values.slice(0, 6).map((v) => Math.round(v * 1e5) / 1e5)).toEqual([0, 0.4, 0.8, 1.2, 1.6, 2])
    expect(values.slice(6, 12).every(Number.isNaN)).toBe(true)
    expect(values.slice(12)).toEqual([0, 0, 0, 0, 0, 0])
    expect(file.length).toBe(start + 18 * 4)
  })

  it('refuses maps of different sizes', () => {
    const other: SaliencyMap = { ...map(1, 1, 1), width: 2, height: 1 }
    expect(() => [...npyOf(1, { width: 3, height: 2 }, () => other)]).toThrow(/frame 0 is 2x1, the others are 3x2/)
  })

  const python = spawnSync('python3', ['-c', 'import numpy'])
  it.skipIf(python.status !== 0)('is read by NumPy (skipped where Python has no numpy)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lanegaze-npy-'))
    try {
      writeFileSync(join(folder, 'maps.npy'), file)
      const script = `import numpy as n, sys; a = n.load(sys.argv[1]); print(a.dtype, a.shape, round(float(a[0].sum()), 4))`
      const read = spawnSync('python3', ['-c', script, join(folder, 'maps.npy')], { encoding: 'utf8' })
      expect(read.stdout.trim()).toBe('float32 (3, 2, 3) 6.0')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
