import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { openModel } from '../../../src/main/model/open.ts'
import { InputError } from '../../../src/shared/errors.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { tfliteCases } from '../../fixtures/tfliteCases.ts'
import { TfliteNetwork } from '../../fixtures/tfliteModels.ts'
import { wholePilot } from '../../fixtures/tflitePilots.ts'
import { type Draw, harmed, randomNetwork } from '../../fixtures/tfliteRandom.ts'
import { seeded } from '../../../testing/seeded.ts'

const models = modelFolder()

/** Opens the bytes; what is thrown has to be one sentence, and what opens a graph that can be computed. */
async function open(bytes: Uint8Array): Promise<void> {
  const path = models.place('.tflite')
  await writeFile(path, bytes)
  try {
    expectSound((await openModel(path)).graph)
  } catch (error) {
    expect(error, String((error as Error).stack)).toBeInstanceOf(InputError)
    expect((error as Error).message).toMatch(/^[A-Z'][^\n]*\.$/)
  }
}

function expectSound({ input, nodes }: Graph): void {
  const known = new Set([input.id])
  for (const { id, inputs, shape } of nodes) {
    expect(inputs.filter((one) => !known.has(one))).toEqual([])
    expect(shape.filter((length) => !Number.isInteger(length) || length < 1)).toEqual([])
    known.add(id)
  }
  expect(known.size).toBe(nodes.length + 1)
}

/** Small models of every operator. */
const files = tfliteCases.map(([, build]) => build(new TfliteNetwork()).bytes())

/** Whole numbers that lead somewhere else: far, back, to the end, to nothing. */
const odd = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 3, 4, 8, 255, 256, 0x7fffffff, -0x80000000, 0x10000, 0x7f800000, 0x7fc00000),
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer()
)
const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), odd, fc.constantFrom(1, 2, 4)), {
  minLength: 1,
  maxLength: 4
})

describe('whatever the bytes, nothing but a sentence comes of them:', () => {
  test('numbers changed anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), changes, async (which, all) => {
        const bytes = Uint8Array.from(files[which]!)
        const view = new DataView(bytes.buffer)
        for (const [place, value, size] of all) {
          const at = Math.floor(place * (bytes.length - 4))
          if (size === 1) view.setInt8(at, value)
          else if (size === 2) view.setInt16(at, value, true)
          else view.setInt32(at - (at % 4), value, true)
        }
        await open(bytes)
      }),
      { numRuns: 400 }
    )
  })

  const drawn = (seed: number): Draw => {
    const next = seeded(seed)
    return (count) => Math.floor(next() * count)
  }

  test('operators that are put together without sense', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), (seed) => open(randomNetwork(drawn(seed)).bytes())),
      { numRuns: 300 }
    )
  })

  test('sizes, places, options and constants that lead elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(tfliteCases.length - 1), (seed, which) => {
        const network = tfliteCases[which]![1](new TfliteNetwork())
        network.written = harmed(drawn(seed))
        return open(network.bytes())
      }),
      { numRuns: 300 }
    )
  })

  test('a file that is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), (which, share) => {
        const whole = files[which]!
        return open(whole.subarray(0, Math.floor(share * whole.length)))
      }),
      { numRuns: 60 }
    )
  })

  test('noise behind the identifier', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 8, maxLength: 400 }), (noise) =>
        open(Uint8Array.of(8, 0, 0, 0, ...Buffer.from('TFL3'), ...noise))
      ),
      { numRuns: 60 }
    )
  })
})

describe('is refused as damaged:', () => {
  test('a file that is cut off', async () => {
    const path = models.place('.tflite')
    await writeFile(path, files[0]!.subarray(0, 200))
    expect(await refusal(path)).toMatch(
      /is damaged and cannot be read as TensorFlow Lite \(it has .*\); convert or fetch/
    )
  })

  test('scales that do not fit', async () => {
    const n = new TfliteNetwork()
    const weights = n.bits([2, 3, 3, 3], { type: 'int8', scale: [1, 2, 3] }, new Array<number>(54).fill(1))
    n.node(3, [weights, n.weights([2])], [1, 7, 10, 2], [1, [0, 'byte', 1], [1, 'int', 1], [2, 'int', 1]])
    expect(await refusal(await n.write(models.place('.tflite')))).toMatch(/scales that do not fit/)
  })

  test('a network that names its tables over and over', async () => {
    const { network } = await wholePilot('int8')
    const bytes = network.bytes()
    // A vector of as many offsets as fit into the rest of the file, all to one table.
    const big = new Uint8Array(bytes.length + 4 * 2 ** 21)
    big.set(bytes)
    const view = new DataView(big.buffer)
    const model = view.getUint32(0, true)
    const field = (table: number, number: number): number =>
      table + view.getUint16(table - view.getInt32(table, true) + 4 + 2 * number, true)
    const at = (place: number): number => place + view.getUint32(place, true)
    const graph = at(at(field(model, 2)) + 4)
    const operator = at(at(field(graph, 3)) + 4)
    view.setUint32(field(graph, 3), bytes.length - field(graph, 3), true)
    view.setUint32(bytes.length, 2 ** 21 - 1, true)
    for (let i = 1; i < 2 ** 21; i++) view.setUint32(bytes.length + 4 * i, operator - (bytes.length + 4 * i), true)
    const path = models.place('.tflite')
    await writeFile(path, big)
    expect(await refusal(path)).toMatch(/is damaged/)
  })

  test('a tensor of more numbers than there are', async () => {
    const n = new TfliteNetwork()
    n.node(94, [n.floats([], [1])], [1], null, { from: [n.ints(65536, 65536)] })
    n.node(0, [0], [1, 9, 12, 3], [11, [0, 'byte', 0]])
    expect(await refusal(await n.write(models.place('.tflite')))).toMatch(/makes a tensor of \[65536, 65536\]/)
  })
})
