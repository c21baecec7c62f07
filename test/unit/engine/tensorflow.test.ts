import { describe, expect, it } from 'vitest'
import { disagreement, agreement } from '../../../src/main/engine/agree.ts'
import { availableEngines, chooseEngine, createEngine, engineIds } from '../../../src/main/engine/tensorflow.ts'
import { tf, whyUnavailable } from '../../../src/main/engine/tensorflowBackend.ts'
import type { Graph } from '../../../src/main/model/graph.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { dave2, Network } from '../../fixtures/network.ts'
import { seededValues } from '../../fixtures/seeded.ts'

const head = { output: 'angle', index: 0, unit: 'rad', positive: 'left' } as const
const small = (seed = 1): Graph => {
  const network = new Network([12, 16, 3], seed)
    .conv('a', 4, [5, 5], { strides: [2, 2] })
    .activation('a/on', { kind: 'relu' })
  return network.pool('pool', 'max-pool', [2, 2], [2, 2]).flatten().dense('angle', 1).graph()
}
const values = 12 * 16 * 3

describeEngines('an engine', (id) => {
  // The first test: it sees the backend start.
  it('leaves the uncaught errors of the process to the host', async () => {
    const handlers = () => [process.rawListeners('uncaughtException'), process.rawListeners('unhandledRejection')]
    const before = handlers()
    await createEngine(id)
    expect(handlers()).toEqual(before)
  })

  it('keeps no tensor between runs, and none behind a session', async () => {
    const engine = await createEngine(id)
    for (const method of methods) {
      const before = tf.memory().numTensors
      const session = await engine.load(method.build({ graph: small(), head }, 'change'))
      const loaded = tf.memory().numTensors
      expect(loaded).toBeGreaterThan(before)
      for (let batch = 1; batch <= 20; batch++) {
        await session.run(seededValues(batch * values, batch), batch)
        expect(tf.memory().numTensors).toBe(loaded)
      }
      session.dispose()
      session.dispose()
      expect(tf.memory().numTensors).toBe(before)
    }
    const before = tf.memory().numTensors
    await engine.load(small())
    engine.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('gives each picture of a batch what it gives the picture alone', async () => {
    const engine = await createEngine(id)
    const session = await engine.load(methods[1]!.build({ graph: small(), head }, 'change'))
    const pictures = seededValues(5 * values, 3)
    const together = await session.run(pictures, 5)
    for (let i = 0; i < 5; i++) {
      const alone = await session.run(pictures.slice(i * values, (i + 1) * values), 1)
      expect(disagreement(alone['steering']!, together['steering']!.slice(i, i + 1))).toBeLessThan(1e-5)
      expect(disagreement(alone['map']!, together['map']!.slice(i * 192, (i + 1) * 192))).toBeLessThan(1e-5)
    }
    engine.dispose()
  })

  it('leaves no trace of a run that failed', async () => {
    const engine = await createEngine(id)
    const session = await engine.load(small())
    const loaded = tf.memory().numTensors
    await expect(session.run(new Float32Array(7), 1)).rejects.toThrow('the input has 7 values; 576 are needed')
    expect(tf.memory().numTensors).toBe(loaded)
    engine.dispose()
  })

  it('names its library version', async () => {
    expect((await createEngine(id)).version).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

const missing = whyUnavailable('tf-native')

describe.skipIf(missing)(missing ? `both engines (skipped: ${missing})` : 'both engines', () => {
  it.each(methods)('agree on DAVE-2: $label', async (method) => {
    const graph = method.build({ graph: dave2(), head }, 'change')
    const pictures = seededValues(4 * 66 * 200 * 3, 11)
    const [native, wasm] = [await createEngine('tf-native'), await createEngine('tf-wasm')]
    const a = await (await native.load(graph)).run(pictures, 4)
    const b = await (await wasm.load(graph)).run(pictures, 4)
    expect(disagreement(a['steering']!, b['steering']!)).toBeLessThan(agreement)
    expect(disagreement(a['map']!, b['map']!)).toBeLessThan(agreement)
    native.dispose()
    wasm.dispose()
  })

  it('run in turn and at once in one process, each with its own weights', async () => {
    const [native, wasm] = [await createEngine('tf-native'), await createEngine('tf-wasm')]
    const pictures = seededValues(2 * values, 12)
    const sessions = await Promise.all([
      native.load(small(1)),
      wasm.load(small(2)),
      native.load(small(2)),
      wasm.load(small(1))
    ])
    const first = await Promise.all(sessions.map((session) => session.run(pictures, 2)))
    for (let round = 0; round < 3; round++) {
      const again = await Promise.all(sessions.map((session) => session.run(pictures, 2)))
      again.forEach((result, i) => expect(result['angle']).toEqual(first[i]!['angle']))
    }
    expect(disagreement(first[0]!['angle']!, first[3]!['angle']!)).toBeLessThan(agreement)
    expect(disagreement(first[1]!['angle']!, first[2]!['angle']!)).toBeLessThan(agreement)
    expect(disagreement(first[0]!['angle']!, first[1]!['angle']!)).toBeGreaterThan(0.01)
    native.dispose()
    wasm.dispose()
  })
})

describe('the choice of an engine', () => {
  it('is the fastest that is installed', async () => {
    const available = await availableEngines()
    expect(available).toContain('tf-wasm')
    expect(available).toEqual(engineIds.filter((id) => whyUnavailable(id) === null))
    const engine = await chooseEngine('auto')
    expect(engine.id).toBe(available[0])
    engine.dispose()
  })

  it('is the one that was asked for', async () => {
    const engine = await chooseEngine('tf-wasm')
    expect(engine.id).toBe('tf-wasm')
    engine.dispose()
  })
})
