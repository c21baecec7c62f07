import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../../../src/shared/errors.ts'
import { openParquet } from '../../../src/main/recording/parquet/parquetFile.ts'
import { readNumbers } from '../../../src/main/recording/parquet/parquetNumbers.ts'
import { type Codec, parquetBytes, type TableColumn } from '../../fixtures/parquetFiles.ts'
import { range, temporaryFolder } from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const path = join(folder.path, 'table.parquet')

const rows = range(0, 300)
const table: TableColumn[] = [
  { name: 'time', type: 'double', data: rows.map((i) => i / 8) },
  { name: 'steering', type: 'float', data: rows.map((i) => (i % 7 === 0 ? null : (i % 5) / 4)) },
  { name: 'gear', type: 'int32', data: rows.map((i) => i % 3) },
  { name: 'count', type: 'int64', data: rows.map((i) => BigInt(i) * 1_000_000_007n) },
  { name: 'on', type: 'bool', data: rows.map((i) => i % 2 === 0) },
  { name: 'name', type: 'string', data: rows.map((i) => `row ${i % 4}`) },
  { name: 'at', type: 'micros', data: rows.map((i) => new Date(1_700_000_000_000 + 50 * i)) },
  { name: 'action', type: 'floats', data: rows.map((i) => [i / 2, i / 4, -i]) }
]

async function readAll(first?: number, end?: number): Promise<Map<string, number[]>> {
  await using file = await openParquet(path)
  const found = new Map<string, number[]>()
  for (const column of file.columns)
    for (const { name, values } of await readNumbers(file, column, first, end)) found.set(name, [...values])
  return found
}

describe('a Parquet table', () => {
  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'BROTLI'] as Codec[])(
    'is read as it was written: %s',
    async (codec) => {
      writeFileSync(path, parquetBytes(table, { codec, rowGroupSize: 70 }))
      const found = await readAll()
      expect(found.get('time')).toEqual(rows.map((i) => i / 8))
      expect(found.get('steering')).toEqual(rows.map((i) => (i % 7 === 0 ? NaN : (i % 5) / 4)))
      expect(found.get('gear')).toEqual(rows.map((i) => i % 3))
      expect(found.get('count')).toEqual(rows.map((i) => i * 1_000_000_007))
      expect(found.get('on')).toEqual(rows.map((i) => Number(i % 2 === 0)))
      expect(found.get('at')).toEqual(rows.map((i) => 1_700_000_000_000_000 + 50_000 * i))
      expect(found.get('action.0')).toEqual(rows.map((i) => i / 2))
      expect(found.get('action.2')).toEqual(rows.map((i) => -i))
    }
  )

  it('gives any stretch of its rows', async () => {
    writeFileSync(path, parquetBytes(table, { rowGroupSize: 64 }))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), async (a, b) => {
        const [first, end] = [Math.min(a, b), Math.max(a, b)]
        expect((await readAll(first, end)).get('time') ?? []).toEqual(range(first, end).map((i) => i / 8))
      }),
      { numRuns: 20 }
    )
  })
})

/** What a damaged file may do: be read as something, or be refused in one sentence; soon, and within bounds. */
async function opensOrIsRefused(bytes: Uint8Array): Promise<string> {
  writeFileSync(path, bytes)
  const started = performance.now()
  let refused = ''
  try {
    for (const values of (await readAll()).values()) expect(values.length).toBeLessThanOrEqual(300)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    refused = (error as InputError).message
    expect(refused).toMatch(/^table\.parquet is not a whole Parquet table[^\n]*\.$/)
  }
  expect(performance.now() - started).toBeLessThan(5000)
  return refused
}

describe('a Parquet table that lies', () => {
  const [packed, plain] = [parquetBytes(table), parquetBytes(table, { codec: 'UNCOMPRESSED', rowGroupSize: 40 })]

  it('is refused or read where it ends early', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(packed, plain), fc.nat(), async (whole, cut) => {
        await opensOrIsRefused(whole.subarray(0, cut % whole.length))
      }),
      { numRuns: 40 }
    ))

  it('is refused or read whatever some of its bytes are', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(packed, plain),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (whole, changes, inFooter) => {
          const bytes = Uint8Array.from(whole)
          const footer = new DataView(bytes.buffer).getUint32(bytes.length - 8, true) + 8
          for (const [place, value] of changes)
            bytes[inFooter ? bytes.length - 9 - (place % (footer - 8)) : place % bytes.length] = value
          await opensOrIsRefused(bytes)
        }
      ),
      { numRuns: 150 }
    ))

  it('has no room made for a run of values that is longer than its page', async () => {
    const refused: string[] = []
    const gaps = parquetBytes([table[1]!], { codec: 'UNCOMPRESSED' })
    // Five bytes that, where a run begins, are one of a thousand million.
    for (const at of range(4, 160)) {
      const bytes = Uint8Array.from(gaps)
      bytes.set([0xfe, 0xff, 0xff, 0xff, 0x0f], at)
      refused.push(await opensOrIsRefused(bytes))
    }
    expect(refused.filter((message) => message.includes('a run of values is longer than its page'))).not.toEqual([])
  })

  it('that is another file, or none, is refused', async () => {
    for (const bytes of ['', 'PAR1', 'PAR1PAR1PAR1', 'PAR1\0\0\0\0PAR1', 'a text'])
      await opensOrIsRefused(new TextEncoder().encode(bytes))
    await expect(openParquet(join(folder.path, 'none.parquet'))).rejects.toThrow(/is not there/)
  })
})
