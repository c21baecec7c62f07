import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TensorBundle } from '../../../src/main/model/tensorflow/bundle/tensorBundle.ts'
import { tableEntries } from '../../../src/main/model/tensorflow/bundle/sortedTable.ts'
import { unpackSnappy } from '../../../src/main/model/tensorflow/bundle/snappy.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { InputError } from '../../../src/shared/errors.ts'
import { GraphModel } from '../../fixtures/graphModels.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { frozenBytes, writeSavedModel } from '../../fixtures/savedModels.ts'
import { packed, tableOf, writeBundle } from '../../fixtures/tensorBundles.ts'
import { attr, graphOf, tensorOf, types, type WrittenNode } from '../../fixtures/tensorflowMessages.ts'
import { tensorflowNodes } from '../../fixtures/tensorflowNodes.ts'
import { tensorflowNetworks } from '../../fixtures/tensorflowNetworks.ts'

const models = modelFolder()

function network(): GraphModel {
  const model = new GraphModel().conv([3, 4], [3, 3]).node('Relu')
  return model.node('Reshape', [model.ints(-1, 280)]).dense(280, 2)
}

/** A model opens, or is refused with one sentence, whatever lies there. */
async function expectOpenedOrRefused(path: string): Promise<void> {
  const error: unknown = await openModel(path).then(
    () => null,
    (thrown: unknown) => thrown
  )
  if (error === null) return
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).message).toMatch(/^[A-Z'][^\n]*\.$/)
}

/** Bytes that are written over others, put between them, or cut off behind a place. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    byte: fc.nat(255),
    how: fc.constantFrom('set', 'put', 'turn', 'cut')
  }),
  { minLength: 1, maxLength: 5 }
)
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

function damaged(bytes: Uint8Array, all: Damage): Buffer {
  return all.reduce((whole, { at, byte, how }) => {
    const place = Math.floor(at * whole.length)
    const [before, after] = [whole.subarray(0, place), whole.subarray(place)]
    if (how === 'cut') return at < 0.1 ? whole : before
    if (how === 'put') return Buffer.concat([before, Buffer.from([byte]), after])
    const changed = Buffer.from(whole)
    if (place < changed.length) changed[place] = how === 'set' ? byte : changed[place]! ^ (1 << (byte % 8))
    return changed
  }, Buffer.from(bytes))
}

describe('whatever is wrong with the bytes, it is said in a sentence:', () => {
  test('of a frozen graph', async () => {
    const path = models.place('.pb')
    const whole = frozenBytes(network())
    await fc.assert(
      fc.asyncProperty(damage, async (all) => {
        writeFileSync(path, damaged(whole, all))
        await expectOpenedOrRefused(path)
      }),
      { numRuns: 300 }
    )
  })

  test.each(['saved_model.pb', 'variables/variables.index', 'variables/variables.data-00000-of-00001'])(
    'of %s',
    async (file) => {
      const path = writeSavedModel(models.place(), network(), 'Keras 2')
      const place = join(dirname(path), file)
      const whole = readFileSync(place)
      await fc.assert(
        fc.asyncProperty(damage, async (all) => {
          writeFileSync(place, damaged(whole, all))
          await expectOpenedOrRefused(path)
        }),
        { numRuns: 200 }
      )
    }
  )

  test('of a network whose sizes, operators and wires are others', async () => {
    const number = fc.constantFrom(-1, 0, 1, 2, 3, -2, 7, 1000, 65536, 2 ** 31 - 1, -(2 ** 31))
    const numbers = fc.array(number, { maxLength: 4 })
    const change = fc.record({
      which: fc.nat(),
      what: fc.constantFrom('op', 'input', 'more', 'less', 'attribute', 'constant', 'repeated'),
      other: fc.nat(),
      numbers
    })
    const folder = models.place()
    mkdirSync(folder)
    const path = join(folder, 'odd.pb')
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }), async (which, changes) => {
        const { model } = tensorflowNetworks[which % tensorflowNetworks.length]!.make()
        const nodes = changes.reduce<WrittenNode[]>(changed, tensorflowNodes(model))
        writeFileSync(path, graphOf(nodes))
        await expectOpenedOrRefused(path)
      }),
      { numRuns: 300 }
    )
  })
})

describe('a graph of few bytes comes to an end:', () => {
  const T = { T: attr.type(types.float) }
  const ints = (...values: number[]): NonNullable<WrittenNode['attr']> => ({
    dtype: attr.type(types.int32),
    value: attr.tensor(
      tensorOf(types.int32, values.length === 1 ? [] : [values.length], new Uint8Array(Int32Array.from(values).buffer))
    )
  })
  const picture = {
    name: 'x',
    op: 'Placeholder',
    attr: { dtype: attr.type(types.float), shape: attr.shape([-1, 4, 6, 3]) }
  }
  const cast = (name: string, from: string, to: number): WrittenNode => {
    const own = to === types.float ? types.int32 : types.float
    return { name, op: 'Cast', input: [from], attr: { SrcT: attr.type(own), DstT: attr.type(to) } }
  }
  const mean = (of: string): WrittenNode[] => [
    { name: 'axes', op: 'Const', attr: ints(1, 2, 3) },
    { name: 'out', op: 'Mean', input: [of, 'axes'], attr: { ...T, keep_dims: attr.flag(false) } }
  ]
  const castOf = (made: readonly WrittenNode[]): WrittenNode[] => [
    picture,
    ...made,
    cast('whole', made.at(-1)!.name, types.int32),
    cast('again', 'whole', types.float),
    ...mean('again')
  ]
  const outcome = async (nodes: readonly WrittenNode[]): Promise<string> => {
    const path = models.place('.pb')
    writeFileSync(path, graphOf(nodes))
    return openModel(path).then(
      ({ format }) => format,
      (error: unknown) => (error instanceof InputError ? error.message : String(error))
    )
  }

  test('ten thousand activations before a Cast', async () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => ({
      name: `r${i}`,
      op: 'Relu',
      input: [i === 0 ? 'x' : `r${i - 1}`],
      attr: T
    }))
    expect(await outcome(castOf(chain))).toBe('tf-frozen')
  })

  test('products of two ways each, one behind the other, before a Cast', async () => {
    const blocks = Array.from({ length: 40 }, (_, i): WrittenNode[] => {
      const from = i === 0 ? 'x' : `m${i - 1}`
      return [
        { name: `r${i}`, op: 'Relu', input: [from], attr: T },
        { name: `a${i}`, op: 'Abs', input: [from], attr: T },
        { name: `m${i}`, op: 'Mul', input: [`r${i}`, `a${i}`], attr: T }
      ]
    })
    expect(await outcome(castOf(blocks.flat()))).toBe('tf-frozen')
  })

  test('hundreds of tensors that are filled with one number', async () => {
    const fills = Array.from({ length: 1000 }, (_, i) => ({ name: `f${i}`, op: 'Fill', input: ['d', 'v'], attr: T }))
    const joined = [...fills.map(({ name }) => name), 'x', 'last']
    const nodes = [
      picture,
      { name: 'd', op: 'Const', attr: ints(1, 4, 6, 1_000_000) },
      { name: 'v', op: 'Const', attr: ints(1) },
      { name: 'last', op: 'Const', attr: ints(3) },
      ...fills,
      { name: 'joined', op: 'ConcatV2', input: joined, attr: T },
      ...mean('joined')
    ]
    expect(await outcome(nodes)).toMatch(/'f999' \(Fill, 1 of 1002\) makes a tensor of \[1, 4, 6, 1000000\]/)
  })

  test('hundreds of tensors that are split into thousands', async () => {
    const splits = Array.from({ length: 300 }, (_, i) => ({
      name: `s${i}`,
      op: 'Split',
      input: ['axis', 'x'],
      attr: { num_split: attr.int(65_535) }
    }))
    const nodes = [picture, { name: 'axis', op: 'Const', attr: ints(3) }, ...splits, ...mean('s0')]
    expect(await outcome(nodes)).toMatch(/splits its tensors into more parts than a network has/)
  })
})

function changed(
  nodes: WrittenNode[],
  { which, what, other, numbers }: { which: number; what: string; other: number; numbers: number[] }
): WrittenNode[] {
  const constants = nodes.filter(({ op }) => op === 'Const')
  const ofConstant = what === 'constant' || what === 'repeated'
  const node = ofConstant ? constants[which % constants.length]! : nodes[which % nodes.length]!
  const from = nodes[other % nodes.length]!
  const input = [...(node.input ?? [])]
  const attributes = { ...node.attr }
  const keys = Object.keys(attributes)
  const key = ofConstant ? 'value' : keys[other % Math.max(1, keys.length)]
  const bytes = new Uint8Array(Int32Array.from(numbers).buffer)
  const sizes = numbers.map((size) => Math.max(0, size))
  const into: Record<string, () => WrittenNode> = {
    op: () => ({ ...node, op: from.op }),
    input: () => ({ ...node, input: input.with(-1, from.name) }),
    more: () => ({ ...node, input: [...input, from.name] }),
    less: () => ({ ...node, input: input.slice(1) }),
    attribute: () => ({ ...node, attr: { ...attributes, ...(key && { [key]: attr.list(...numbers) }) } }),
    constant: () => ({
      ...node,
      attr: { ...attributes, value: attr.tensor(tensorOf(types.int32, [numbers.length], bytes)) }
    }),
    repeated: () => ({
      ...node,
      attr: { ...attributes, value: attr.tensor(tensorOf(types.float, sizes, new Uint8Array())) }
    })
  }
  const result = what === 'input' && input.length === 0 ? node : into[what]!()
  return nodes.map((one) => (one === node ? result : one))
}

describe('a sorted-string table', () => {
  const entries = fc.uniqueArray(
    fc.record({ key: fc.string({ maxLength: 12 }), value: fc.uint8Array({ maxLength: 40 }) }),
    { minLength: 1, maxLength: 20, selector: ({ key }) => key }
  )

  test('gives what was put into it, packed or not', () => {
    fc.assert(
      fc.property(entries, fc.boolean(), fc.integer({ min: 1, max: 5 }), (all, isPacked, ofBlock) => {
        const written = all.map(({ key, value }) => ({ key: Buffer.from(key), value }))
        const read = [...tableEntries(Buffer.from(tableOf(written, { isPacked, ofBlock })))]
        const sorted = written.sort((a, b) => Buffer.compare(a.key, b.key))
        expect(read.map(({ key, value }) => [key, [...value]])).toEqual(
          sorted.map(({ key, value }) => [key.toString(), [...value]])
        )
      })
    )
  })

  test('is read or refused, whatever its blocks hold', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (content, isPacked) => {
        const table = Buffer.from(tableOf([{ key: Buffer.from('a'), value: content }], { isPacked, block: content }))
        expectRangeErrorAtMost(() => [...tableEntries(table)])
      })
    )
  })

  test('what is packed comes out as it was, and other bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(3), (bytes, repeats) => {
        const whole = Uint8Array.from(Array.from({ length: repeats + 1 }, () => [...bytes]).flat())
        expect([...unpackSnappy(packed(whole))]).toEqual([...whole])
        expectRangeErrorAtMost(() => unpackSnappy(bytes))
      })
    )
  })
})

test('keys that share all but their ends come to no more than a table can need', () => {
  const shared = 'k'.repeat(16_000)
  const entries = Array.from({ length: 500 }, (_, i) => ({
    key: Buffer.from(`${shared}${String(i).padStart(3, '0')}`),
    value: new Uint8Array()
  }))
  const table = Buffer.from(tableOf(entries, { ofBlock: 500 }))
  // The index has one of the keys once more; all of them would be 8 MB.
  expect(table.length).toBeLessThan(40_000)
  expect(() => [...tableEntries(table)]).toThrow(/keys are longer than it is/)
})

test('variables that all lie at one place of a large file are refused before they are read', async () => {
  const folder = models.place()
  mkdirSync(folder)
  const prefix = join(folder, 'variables')
  const bytes = new Uint8Array(4 * 2 ** 16)
  writeBundle(prefix, [{ key: 'a', dims: [2 ** 16], bytes }], { again: 40 })
  const bundle = await TensorBundle.open(prefix, 'saved_model.pb')
  await expect(bundle.read(['a'])).resolves.toHaveProperty('size', 1)
  const names = Array.from({ length: 40 }, (_, i) => `a/${i}`)
  await expect(bundle.read(names)).rejects.toThrow(
    /^The variable 'a\/1' of 'saved_model.pb' lies where others do; .*\.$/
  )
})

function expectRangeErrorAtMost(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
  }
}
