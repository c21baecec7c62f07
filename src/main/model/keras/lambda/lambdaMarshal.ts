/**
 * Python values as `marshal` writes them (CPython, Python/marshal.c), read without running anything.
 * Only what code objects of small functions hold is understood.
 */
export type PythonValue =
  | { type: 'none' | 'ellipsis' }
  | { type: 'bool'; value: boolean }
  | { type: 'int' | 'float'; value: number }
  | { type: 'text'; value: string }
  | { type: 'bytes'; value: Uint8Array }
  | { type: 'tuple'; items: PythonValue[] }
  | { type: 'code'; code: PythonCode }

export type CodeLayout = '2.7' | '3.0' | '3.8' | '3.11'

/** What the evaluator needs of a code object. */
export interface PythonCode {
  /** The first Python version with this layout of code objects. */
  layout: CodeLayout
  argumentCount: number
  bytecode: Uint8Array
  constants: PythonValue[]
  names: string[]
  /** Local variables, arguments first; from 3.11 on also those that are shared with other functions. */
  locals: string[]
  /** Variables that inner functions share, and those of the functions around it. */
  cells: string[]
  free: string[]
}

/** The bytes are no marshalled code object that is understood. */
export class MarshalError extends Error {}

/** Numbers at the head of a code object, by layout; which of them is the number of arguments is always the first. */
const layouts: readonly { layout: CodeLayout; integers: number }[] = [
  { layout: '2.7', integers: 4 },
  { layout: '3.0', integers: 5 },
  { layout: '3.8', integers: 6 },
  { layout: '3.11', integers: 5 }
]

/**
 * Reads a marshalled code object of Python 2.7 or 3.x. Files do not say which version wrote them, so each layout
 * is tried: only the right one has every field of the right type and ends with the bytes.
 */
export function readMarshalledCode(bytes: Uint8Array): PythonCode {
  for (const { layout, integers } of layouts) {
    try {
      const reader = new MarshalReader(bytes, layout, integers)
      const value = reader.value()
      if (value.type === 'code' && reader.position === bytes.length) return value.code
    } catch (error) {
      if (!(error instanceof MarshalError)) throw error
    }
  }
  throw new MarshalError('it is not a marshalled function of Python 2.7 or 3')
}

class MarshalReader {
  position = 0
  private readonly bytes: Uint8Array
  private readonly view: DataView
  private readonly layout: CodeLayout
  private readonly integers: number
  private readonly references: (PythonValue | null)[] = []
  private readonly interned: PythonValue[] = []

  constructor(bytes: Uint8Array, layout: CodeLayout, integers: number) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.layout = layout
    this.integers = integers
  }

  value(): PythonValue {
    const tag = this.byte()
    const letter = String.fromCharCode(tag & 0x7f)
    const remembered = (tag & 0x80) !== 0
    // A container takes its number before what it holds.
    const slot = remembered ? this.references.push(null) - 1 : -1
    const value = this.body(letter)
    if (remembered) this.references[slot] = value
    return value
  }

  private body(letter: string): PythonValue {
    switch (letter) {
      case 'N':
        return { type: 'none' }
      case '.':
        return { type: 'ellipsis' }
      case 'T':
      case 'F':
        return { type: 'bool', value: letter === 'T' }
      case 'i':
        return { type: 'int', value: this.int32() }
      case 'I':
        return { type: 'int', value: Number(this.read(8, (at) => this.view.getBigInt64(at, true))) }
      case 'l':
        return { type: 'int', value: this.long() }
      case 'g':
        return { type: 'float', value: this.read(8, (at) => this.view.getFloat64(at, true)) }
      case 'f':
        return { type: 'float', value: Number(this.text(this.byte())) }
      case 's':
        return { type: 'bytes', value: this.slice(this.length()) }
      case 't': {
        const text: PythonValue = { type: 'text', value: this.text(this.length()) }
        this.interned.push(text)
        return text
      }
      case 'R':
        return this.known(this.interned[this.length()])
      case 'u':
      case 'a':
      case 'A':
        return { type: 'text', value: this.text(this.length()) }
      case 'z':
      case 'Z':
        return { type: 'text', value: this.text(this.byte()) }
      case '(':
        return this.tuple(this.length())
      case ')':
        return this.tuple(this.byte())
      case 'r':
        return this.known(this.references[this.length()])
      case 'c':
        return { type: 'code', code: this.code() }
      default:
        throw new MarshalError(`a value of type '${letter}' is not understood`)
    }
  }

  private code(): PythonCode {
    const [argumentCount = 0] = Array.from({ length: this.integers }, () => this.int32())
    const bytecode = this.expect('bytes').value
    const constants = this.expect('tuple').items
    const names = texts(this.expect('tuple').items)
    const locals = texts(this.expect('tuple').items)
    const [free, cells] = this.shared(locals)
    // File name and function name; from 3.11 the qualified name too.
    for (let i = 0; i < (this.layout === '3.11' ? 3 : 2); i++) this.value()
    const firstLine = this.int32()
    if (firstLine < 0) throw new MarshalError('the line number is wrong')
    // Line table; from 3.11 the exception table too.
    for (let i = 0; i < (this.layout === '3.11' ? 2 : 1); i++) this.expect('bytes')
    return { layout: this.layout, argumentCount, bytecode, constants, names, locals, cells, free }
  }

  /** Names of the variables of functions around, and of those that inner ones share. */
  private shared(locals: readonly string[]): [free: string[], cells: string[]] {
    if (this.layout !== '3.11') return [texts(this.expect('tuple').items), texts(this.expect('tuple').items)]
    // One byte for each local variable: CO_FAST_CELL is 0x40, CO_FAST_FREE 0x80.
    const kinds = this.expect('bytes').value
    const of = (bit: number): string[] => locals.filter((_, i) => ((kinds[i] ?? 0) & bit) !== 0)
    return [of(0x80), of(0x40)]
  }

  private expect<T extends PythonValue['type']>(type: T): Extract<PythonValue, { type: T }> {
    const value = this.value()
    // Python 2 has one type for text and bytes, and interns short ones.
    if (value.type === 'text' && type === 'bytes') {
      return { type: 'bytes', value: Uint8Array.from(value.value, (c) => c.charCodeAt(0)) } as Extract<
        PythonValue,
        { type: T }
      >
    }
    if (value.type !== type) throw new MarshalError(`a ${value.type} lies where a ${type} should`)
    return value as Extract<PythonValue, { type: T }>
  }

  private known(value: PythonValue | null | undefined): PythonValue {
    if (!value) throw new MarshalError('a reference leads nowhere')
    return value
  }

  private tuple(length: number): PythonValue {
    if (length > this.bytes.length) throw new MarshalError('a tuple is longer than the data')
    return { type: 'tuple', items: Array.from({ length }, () => this.value()) }
  }

  /** Base-32768 digits, the sign in their count. */
  private long(): number {
    const count = this.int32()
    if (Math.abs(count) > 64) throw new MarshalError('an integer is too long')
    let value = 0
    for (let i = 0; i < Math.abs(count); i++) value += this.read(2, (at) => this.view.getUint16(at, true)) * 32768 ** i
    return Math.sign(count) * value
  }

  private length(): number {
    const length = this.int32()
    if (length < 0) throw new MarshalError('a length is negative')
    return length
  }

  private int32(): number {
    return this.read(4, (at) => this.view.getInt32(at, true))
  }

  private byte(): number {
    return this.read(1, (at) => this.view.getUint8(at))
  }

  private text(length: number): string {
    return Buffer.from(this.slice(length)).toString('latin1')
  }

  private slice(length: number): Uint8Array {
    return this.read(length, (at) => this.bytes.subarray(at, at + length))
  }

  private read<T>(length: number, take: (at: number) => T): T {
    if (this.position + length > this.bytes.length) throw new MarshalError('the data ends too early')
    const value = take(this.position)
    this.position += length
    return value
  }
}

function texts(items: PythonValue[]): string[] {
  return items.map((item) => {
    if (item.type === 'text') return item.value
    if (item.type === 'bytes') return Buffer.from(item.value).toString('latin1')
    throw new MarshalError(`a ${item.type} lies where a name should`)
  })
}
