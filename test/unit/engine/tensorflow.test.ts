import { expect, it } from 'vitest'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { tf } from '../../../src/main/engine/tensorflowBackend.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { head, smallConvolutions } from '../../fixtures/smallConvolutions.ts'
import { seededValues } from '../../fixtures/seeded.ts'

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

  it('leaves no trace of a run that failed', async () => {
    const engine = await createEngine(id)
    const session = await engine.load(smallConvolutions())
    const loaded = tf.memory().numTensors
    await expect(session.run(new Float32Array(7), 1)).rejects.toThrow('the input has 7 values; 576 are needed')
    expect(tf.memory().numTensors).toBe(loaded)
    engine.dispose()
  })
})
