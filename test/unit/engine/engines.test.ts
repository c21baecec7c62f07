import { afterEach, describe, expect, it } from 'vitest'
import { UnavailableError } from '../../../src/shared/errors.ts'
import { agreement, disagreement } from '../../../src/main/engine/agree.ts'
import type { EngineId } from '../../../src/shared/engines.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import {
  availableEngines,
  chooseEngine,
  createEngine,
  engineIds,
  referenceEngine,
  whyUnavailable
} from '../../../src/main/engine/engines.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { dave2 } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { head, smallConvolutions } from '../../fixtures/smallConvolutions.ts'

const values = 12 * 16 * 3
const open: Engine[] = []
const start = async (id: EngineId): Promise<Engine> => {
  const engine = await createEngine(id)
  open.push(engine)
  return engine
}
afterEach(() => {
  for (const engine of open.splice(0)) engine.dispose()
})

describeEngines('an engine', (id) => {
  it('gives each picture of a batch what it gives the picture alone', async () => {
    const session = await (await start(id)).load(gradient.build({ graph: smallConvolutions(), head }, 'change').graph)
    const pictures = seededValues(21 * values, 3)
    const together = await session.run(pictures, 21)
    for (let i = 0; i < 21; i++) {
      const alone = await session.run(pictures.slice(i * values, (i + 1) * values), 1)
      expect(disagreement(alone['steering']!, together['steering']!.slice(i, i + 1))).toBeLessThan(1e-5)
      expect(disagreement(alone['map']!, together['map']!.slice(i * 192, (i + 1) * 192))).toBeLessThan(1e-5)
    }
  })

  it('gives the same numbers to the bit every time, whatever else runs', async () => {
    const engine = await start(id)
    const graph = gradient.build({ graph: dave2(), head }, 'change').graph
    const [session, other] = [await engine.load(graph), await engine.load(smallConvolutions())]
    const pictures = seededValues(12 * 66 * 200 * 3, 4)
    const first = await session.run(pictures, 12)
    for (let round = 0; round < 3; round++) {
      const [again] = await Promise.all([session.run(pictures, 12), other.run(seededValues(values, round), 1)])
      expect(again).toEqual(first)
    }
  })

  it('refuses input of another length, and goes on', async () => {
    const session = await (await start(id)).load(smallConvolutions())
    await expect(session.run(new Float32Array(7), 1)).rejects.toThrow('the input has 7 values; 576 are needed')
    expect((await session.run(seededValues(values, 1), 1))['angle']).toHaveLength(1)
  })

  it('leaves the input as it was', async () => {
    const session = await (await start(id)).load(smallConvolutions())
    const pictures = seededValues(2 * values, 1)
    await session.run(pictures, 2)
    expect(pictures).toEqual(seededValues(2 * values, 1))
  })

  it('names its library version', async () => {
    expect((await start(id)).version).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

const others = engineIds.filter((id) => id !== 'tf-wasm' && whyUnavailable(id) === null)

describe.each(others)('%s and wasm', (id) => {
  it.each(methods)('agree on DAVE-2: $label', async (method) => {
    const cheap = { rise: { masks: 10 }, occlusion: { side: 60 }, smoothgrad: { samples: 2 } }[method.id] ?? {}
    const explanation = method.build({ graph: dave2(), head }, 'change', cheap)
    const pictures = seededValues(4 * 66 * 200 * 3, 11)
    const a = await explainOn(await start(id), explanation, pictures, 4)
    const b = await explainOn(await start('tf-wasm'), explanation, pictures, 4)
    expect(disagreement(a.steering, b.steering)).toBeLessThan(agreement)
    expect(disagreement(a.map, b.map)).toBeLessThan(agreement)
    expect(a.map.some((value) => value > 0)).toBe(true)
  })
})

it('engines run in turn and at once in one process, each with its own weights', async () => {
  const pictures = seededValues(2 * values, 12)
  const sessions = await Promise.all(
    (await availableEngines()).flatMap((id) =>
      [1, 2].map(async (seed) => ({ seed, session: await (await start(id)).load(smallConvolutions(seed)) }))
    )
  )
  const runAll = () => Promise.all(sessions.map(async ({ session }) => (await session.run(pictures, 2))['angle']!))
  const first = await runAll()
  for (let round = 0; round < 3; round++) expect(await runAll()).toEqual(first)
  sessions.forEach(({ seed }, i) => {
    const bySeed = disagreement(first[i]!, first[seed - 1]!)
    expect(bySeed).toBeLessThan(agreement)
    expect(disagreement(first[i]!, first[2 - seed]!)).toBeGreaterThan(0.01)
  })
})

describe('the choice of an engine', () => {
  it('is the fastest that is installed', async () => {
    const available = await availableEngines()
    expect(available).toContain('ort')
    expect(available).toContain('tf-wasm')
    expect(available).toEqual(engineIds.filter((id) => whyUnavailable(id) === null))
    const engine = await chooseEngine('auto')
    open.push(engine)
    expect(engine.id).toBe(available[0])
  })

  it('is the one that was asked for', async () => {
    const engine = await chooseEngine('tf-wasm')
    open.push(engine)
    expect(engine.id).toBe('tf-wasm')
  })

  it('believes TensorFlow.js', () => {
    expect(referenceEngine()).toMatch(/^tf-/)
  })

  it('of a graphics processor starts it, or says that there is none and what to use', async () => {
    const engine = await createEngine('ort-gpu').catch((error: unknown) => error)
    if (engine instanceof Error) {
      expect(engine).toBeInstanceOf(UnavailableError)
      expect(engine.message).toMatch(/no graphics processor here .* use the engine ort\./)
    } else expect(engine).toMatchObject({ id: 'ort-gpu' })
  })
})
