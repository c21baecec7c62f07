import { expect, it } from 'vitest'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { onBackend, tf } from '../../../src/main/engine/tensorflowBackend.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { gradientGraph } from '../../fixtures/gradientGraph.ts'
import { Network } from '../../../testing/network.ts'
import { head, smallConvolutions } from '../../fixtures/smallConvolutions.ts'
import { seededValues } from '../../../testing/seeded.ts'

const values = 12 * 16 * 3

describeEngines('TensorFlow.js', ['tf-native', 'tf-wasm'], (id) => {
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
      const session = await engine.load(method.build({ graph: smallConvolutions(), head }, 'change').graph)
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
    await engine.load(smallConvolutions())
    engine.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it.runIf(id === 'tf-wasm')('is made anew where it has died, for every model that was loaded', async () => {
    const [engine, other] = [await createEngine(id), await createEngine(id)]
    const sessions = [await engine.load(smallConvolutions()), await other.load(smallConvolutions())]
    const pictures = seededValues(2 * values, 1)
    const before = await sessions[0]!.run(pictures, 2)
    for (let round = 0; round < 2; round++) {
      // More than the address space of the module.
      const work = () => onBackend(id, () => tf.fill([2 ** 15, 2 ** 15 + 1], 1))
      expect(work).toThrow(/TensorFlow\.js \(wasm\) ran out of memory on this model .*; choose another engine\.$/)
      for (const session of sessions) expect(await session.run(pictures, 2)).toEqual(before)
      expect(await (await engine.load(smallConvolutions())).run(pictures, 2)).toEqual(before)
    }
    engine.dispose()
    other.dispose()
    expect(await (await (await createEngine(id)).load(smallConvolutions())).run(pictures, 2)).toEqual(before)
  })

  it('computes in parts what it cannot hold at once, the same as picture by picture', async () => {
    const engine = await createEngine(id)
    const network = new Network([96, 320, 3]).conv('wide', 48, [3, 3], { pads: [1, 1, 1, 1] })
    network.activation('bend', { kind: 'elu', alpha: 1 }).conv('back', 1, [3, 3], { strides: [8, 8] })
    const graph = gradientGraph(network.flatten().dense('angle', 1).graph(), 'angle', 0)
    const session = await engine.load(graph)
    const size = 96 * 320 * 3
    const pictures = seededValues(14 * size, 4)
    const { gradient } = await session.run(pictures, 14)
    expect(gradient).toHaveLength(14 * size)
    for (const picture of [0, 7, 13]) {
      const part = (of: Float32Array) => of.slice(picture * size, (picture + 1) * size)
      expectClose(part(gradient!), (await session.run(part(pictures), 1))['gradient']!, 1e-6)
    }
    engine.dispose()
  })

  it('leaves no trace of a run that failed', async () => {
    const engine = await createEngine(id)
    const session = await engine.load(smallConvolutions())
    const loaded = tf.memory().numTensors
    await expect(session.run(new Float32Array(7), 1)).rejects.toThrow('the input has 7 values; 576 are needed')
    expect(tf.memory().numTensors).toBe(loaded)
    engine.dispose()
  })
})
