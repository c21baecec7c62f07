/** Where two answers first differ, and what stands there in each. */
export interface Difference {
  where: string
  before: string
  after: string
}

/** Characters of a line that are shown before and after the place where it differs. */
const [ahead, behind] = [40, 100]

/** The first line that differs, or null. */
export function textDifference(before: string, after: string): Difference | null {
  if (before === after) return null
  const [old, now] = [before.split('\n'), after.split('\n')]
  const line = firstIndex(Math.max(old.length, now.length), (i) => old[i] !== now[i])
  const [mine, theirs] = [old[line], now[line]]
  if (mine === undefined || theirs === undefined)
    return { where: `line ${line + 1}`, before: shown(mine, 0), after: shown(theirs, 0) }
  const column = firstIndex(Math.max(mine.length, theirs.length), (i) => mine[i] !== theirs[i])
  return { where: `line ${line + 1}, column ${column + 1}`, before: shown(mine, column), after: shown(theirs, column) }
}

/** The first value that differs of two .npy files, its index in each dimension, and how much else differs; or null. */
export function arrayDifference(before: Uint8Array, after: Uint8Array): Difference | null {
  if (Buffer.compare(before, after) === 0) return null
  const [old, now] = [parsed(before), parsed(after)]
  if (!old || !now || old.header !== now.header || old.values.length !== now.values.length)
    return { where: 'header', before: headerOf(old, before), after: headerOf(now, after) }
  const [a, b] = [old.values, now.values]
  // By their bits: 0 and -0 differ, and what is no number may be equal.
  const [these, those] = [new Int32Array(a.buffer), new Int32Array(b.buffer)]
  const first = firstIndex(a.length, (i) => these[i] !== those[i])
  let count = 0
  let most = 0
  for (let i = first; i < a.length; i++) {
    if (these[i] === those[i]) continue
    count++
    most = Math.max(most, Math.abs(a[i]! - b[i]!))
  }
  const index = indexIn(old.shape, first).join(', ')
  const where = `[${index}]; ${count} of ${a.length} values differ, by up to ${Number(most.toPrecision(3))}`
  return { where, before: digits(a[first]), after: digits(b[first]) }
}

interface NpyArray {
  header: string
  shape: number[]
  values: Float32Array
}

/** A .npy file of format 1 with little-endian float32 in C order, as `export --format npy` writes it; else null. */
function parsed(bytes: Uint8Array): NpyArray | null {
  if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY' || bytes[6] !== 1) return null
  const start = 10 + (bytes[8]! | (bytes[9]! << 8))
  const header = Buffer.from(bytes.subarray(10, start)).toString('latin1').trim()
  const shape = /'shape': \(([\d, ]*)\)/.exec(header)?.[1]
  if (shape === undefined || !header.includes("'<f4'") || header.includes("'fortran_order': True")) return null
  const sizes = shape.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]))
  // A copy of its own: the bytes of a file may begin anywhere in their buffer.
  const data = Uint8Array.from(bytes.subarray(start))
  return data.length % 4 === 0 ? { header, shape: sizes, values: new Float32Array(data.buffer) } : null
}

function headerOf(array: NpyArray | null, bytes: Uint8Array): string {
  return `${array ? array.header : 'not a .npy file of float32'} (${bytes.length} bytes)`
}

function indexIn(shape: readonly number[], flat: number): number[] {
  const index: number[] = []
  for (const size of shape.toReversed()) {
    index.unshift(flat % size)
    flat = Math.floor(flat / size)
  }
  return index
}

function digits(value: number | undefined): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function firstIndex(count: number, holds: (i: number) => boolean): number {
  let i = 0
  while (i < count && !holds(i)) i++
  return i
}

function shown(line: string | undefined, column: number): string {
  if (line === undefined) return '(ends before)'
  const from = Math.max(0, column - ahead)
  const part = line.slice(from, column + behind).replace(/\p{Cc}/gu, (sign) => JSON.stringify(sign).slice(1, -1))
  return `${from > 0 ? '…' : ''}${part}${line.length > column + behind ? '…' : ''}`
}
