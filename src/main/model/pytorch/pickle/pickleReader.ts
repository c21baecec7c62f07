import { InputError } from '../../../../shared/errors.ts'
import { opcodeName, opcodes } from './opcodes.ts'
import { PickleBytes, PickleEnds } from './pickleBytes.ts'
import { Aside, Global, Items, type PickleValue, Table } from './pickleValue.ts'

/** What the names in a pickle mean. Each throws an InputError for what is not known. */
export interface PickleMeaning {
  /** @param isFirst whether nothing stands before it: the pickle is then one thing of that class */
  global(name: string, isFirst: boolean): Global
  /** What a function or class, by its name alone, makes of these. */
  made(callee: Global, args: readonly PickleValue[]): PickleValue
  /** What lies elsewhere in the file. */
  elsewhere(id: readonly PickleValue[]): PickleValue
}

/** More than any state dict needs. */
export const mostKept = 2 ** 20
const mostSteps = 2 ** 22
/** In bytes; generators of random numbers keep theirs in 17. */
const longestNumber = 32

/**
 * Reads a pickle: a program for a machine with a stack. Its steps that put values together are done here; functions are
 * told by their names and never run.
 * @returns the value, and where the pickle ends
 * @throws InputError that names what it holds besides
 */
export function readPickle(
  bytes: Buffer,
  from: number,
  meaning: PickleMeaning,
  source: string
): { value: PickleValue; end: number } {
  const machine = new Machine(new PickleBytes(bytes, from), meaning, source)
  try {
    return machine.run()
  } catch (error) {
    if (!(error instanceof PickleEnds)) throw error
    throw new InputError(`'${source}' is cut off or damaged: a pickle in it does not end; copy or save it again.`)
  }
}

class Machine {
  readonly #bytes: PickleBytes
  readonly #meaning: PickleMeaning
  readonly #source: string
  readonly #stack: PickleValue[] = []
  /** Lengths of the stack where runs of values begin. */
  readonly #marks: number[] = []
  readonly #memo = new Map<number, PickleValue>()

  constructor(bytes: PickleBytes, meaning: PickleMeaning, source: string) {
    this.#bytes = bytes
    this.#meaning = meaning
    this.#source = source
  }

  run(): { value: PickleValue; end: number } {
    for (let steps = 0; ; steps++) {
      const code = this.#bytes.byte()
      if (code === opcodes.STOP) return { value: this.#pop(), end: this.#bytes.at }
      this.#step(code)
      const kept = Math.max(this.#stack.length, this.#marks.length, this.#memo.size)
      if (kept > mostKept || steps > mostSteps) this.#refuse('holds more than weights need')
    }
  }

  #step(code: number): void {
    const literal = this.#literal(code)
    if (literal !== undefined) this.#stack.push(literal)
    else if (!this.#gather(code) && !this.#remember(code) && !this.#make(code))
      this.#refuse(`has the instruction ${opcodeName(code)}, which weights do not need`)
  }

  /** A value that stands in the pickle itself; undefined for other instructions. */
  #literal(code: number): PickleValue | undefined {
    const bytes = this.#bytes
    switch (code) {
      case opcodes.NONE:
        return null
      case opcodes.NEWTRUE:
        return true
      case opcodes.NEWFALSE:
        return false
      case opcodes.BININT:
        return bytes.signed32()
      case opcodes.BININT1:
        return bytes.byte()
      case opcodes.BININT2:
        return bytes.whole16()
      case opcodes.LONG1: {
        const length = bytes.byte()
        return length <= longestNumber ? bytes.long(length) : this.#refuse(`has a number of ${length} bytes`)
      }
      case opcodes.BINFLOAT:
        return bytes.float()
      case opcodes.SHORT_BINSTRING:
        return bytes.text(bytes.byte(), 'latin1')
      case opcodes.BINSTRING:
        return bytes.text(bytes.whole32(), 'latin1')
      case opcodes.SHORT_BINUNICODE:
        return bytes.text(bytes.byte())
      case opcodes.BINUNICODE:
        return bytes.text(bytes.whole32())
      case opcodes.SHORT_BINBYTES:
        return bytes.take(bytes.byte())
      case opcodes.BINBYTES:
        return bytes.take(bytes.whole32())
      case opcodes.EMPTY_TUPLE:
      case opcodes.EMPTY_LIST:
      case opcodes.EMPTY_SET:
        return new Items([])
      case opcodes.EMPTY_DICT:
        return new Table()
      default:
        return undefined
    }
  }

  /** Puts values together; false for other instructions. */
  #gather(code: number): boolean {
    switch (code) {
      case opcodes.MARK:
        this.#marks.push(this.#stack.length)
        return true
      case opcodes.TUPLE:
        this.#stack.push(new Items(this.#popToMark()))
        return true
      case opcodes.TUPLE1:
      case opcodes.TUPLE2:
      case opcodes.TUPLE3:
        this.#stack.push(new Items(this.#popped(code - opcodes.TUPLE1 + 1)))
        return true
      case opcodes.APPEND:
      case opcodes.APPENDS:
      case opcodes.ADDITEMS: {
        const values = code === opcodes.APPEND ? this.#popped(1) : this.#popToMark()
        const list = this.#top()
        if (!(list instanceof Items)) return this.#refuse('adds to something else than a list')
        for (const value of values) list.values.push(value)
        return true
      }
      case opcodes.SETITEM:
      case opcodes.SETITEMS: {
        const values = code === opcodes.SETITEM ? this.#popped(2) : this.#popToMark()
        const table = this.#top()
        if (table instanceof Aside) return true
        if (!(table instanceof Table) || values.length % 2 !== 0)
          return this.#refuse('sets items of something else than a dictionary')
        for (let i = 0; i < values.length; i += 2) table.add(values[i]!, values[i + 1]!)
        return true
      }
      default:
        return false
    }
  }

  /** Values by their numbers, and what is for other machines alone; false for other instructions. */
  #remember(code: number): boolean {
    const bytes = this.#bytes
    switch (code) {
      case opcodes.PROTO:
        bytes.take(1)
        return true
      case opcodes.FRAME:
        bytes.take(8)
        return true
      case opcodes.BINPUT:
        this.#memo.set(bytes.byte(), this.#top())
        return true
      case opcodes.LONG_BINPUT:
        this.#memo.set(bytes.whole32(), this.#top())
        return true
      case opcodes.MEMOIZE:
        this.#memo.set(this.#memo.size, this.#top())
        return true
      case opcodes.BINGET:
      case opcodes.LONG_BINGET: {
        const found = this.#memo.get(code === opcodes.BINGET ? bytes.byte() : bytes.whole32())
        if (found === undefined) return this.#refuse('asks for a value that it never kept')
        this.#stack.push(found)
        return true
      }
      default:
        return false
    }
  }

  /** Names, and what is made by them; false for other instructions. */
  #make(code: number): boolean {
    switch (code) {
      case opcodes.GLOBAL: {
        const isFirst = this.#stack.length === 0
        this.#stack.push(this.#meaning.global(`${this.#bytes.line()}.${this.#bytes.line()}`, isFirst))
        return true
      }
      case opcodes.STACK_GLOBAL: {
        const [module, name] = this.#popped(2)
        if (typeof module !== 'string' || typeof name !== 'string') return this.#refuse('names something by no text')
        this.#stack.push(this.#meaning.global(`${module}.${name}`, this.#stack.length === 0))
        return true
      }
      case opcodes.REDUCE:
      case opcodes.NEWOBJ: {
        const [callee, args] = this.#popped(2)
        if (!(callee instanceof Global) || !(args instanceof Items)) return this.#refuse('calls what is no function')
        this.#stack.push(this.#meaning.made(callee, args.values))
        return true
      }
      case opcodes.BUILD: {
        const [state] = this.#popped(1)
        const built = this.#top()
        const beside = state instanceof Table ? state.get('_metadata') : undefined
        if (built instanceof Table && beside instanceof Table) built.beside = beside
        return true
      }
      case opcodes.BINPERSID: {
        const [id] = this.#popped(1)
        if (!(id instanceof Items)) return this.#refuse('names what lies elsewhere by no tuple')
        this.#stack.push(this.#meaning.elsewhere(id.values))
        return true
      }
      default:
        return false
    }
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1)
    return value === undefined ? this.#refuse('takes a value where there is none') : value
  }

  #pop(): PickleValue {
    const value = this.#stack.pop()
    return value === undefined ? this.#refuse('takes a value where there is none') : value
  }

  #popped(count: number): PickleValue[] {
    if (this.#stack.length < count) return this.#refuse('takes values where there are none')
    return this.#stack.splice(this.#stack.length - count)
  }

  #popToMark(): PickleValue[] {
    const from = this.#marks.pop()
    if (from === undefined || from > this.#stack.length) return this.#refuse('ends a run of values that it never began')
    return this.#stack.splice(from)
  }

  #refuse(why: string): never {
    throw refusedPickle(this.#source, why)
  }
}

/** @param why to follow "a pickle in it" */
export function refusedPickle(source: string, why: string): InputError {
  return new InputError(`'${source}' cannot be opened: a pickle in it ${why}; ${weightsAlone}.`)
}

/** What to do about a pickle that is more than weights. */
export const weightsAlone = "save the weights alone with torch.save(model.state_dict(), 'model.pth') and open that"
