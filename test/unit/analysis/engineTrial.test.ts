import { afterEach, describe, expect, it } from 'vitest'
import {
  judgeTrials,
  loadCandidates,
  tryEngines,
  type StartedEngine,
  type Trial
} from '../../../src/main/analysis/engineTrial.ts'
import type { EngineId } from '../../../src/shared/engines.ts'
import { availableEngines, engineIds, referenceEngine } from '../../../src/main/engine/engines.ts'
import type { Explanation } from '../../../src/main/saliency/method.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import { rise } from '../../../src/main/saliency/rise.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { head, smallConvolutions } from '../../fixtures/smallConvolutions.ts'

const outputs = (steering: number, map: number[]) => ({
  steering: Float32Array.of(steering),
  map: Float32Array.from(map)
})
const right = outputs(0.5, [0, 1, 2])

function trials(theirs: Trial['outputs'], seconds: Partial<Record<EngineId, number>> = {}): Trial[] {
  return engineIds.map((id, i) => ({ id, outputs: id === 'ort' ? theirs : right, seconds: seconds[id] ?? i + 1 }))
}

describe('of engines that were tried', () => {
  it.each([
    ['equal', right],
    ['rounded otherwise', outputs(0.500004, [0.00001, 1, 2])]
  ])('the fastest is used where outputs are %s', (_, theirs) => {
    expect(judgeTrials(trials(theirs), 'tf-native')).toEqual({ id: 'ort', warnings: [] })
    expect(judgeTrials(trials(theirs, { ort: 9 }), 'tf-native')).toEqual({ id: 'tf-native', warnings: [] })
    expect(judgeTrials(trials(theirs, { 'tf-wasm': 0.1 }), 'tf-native')).toEqual({ id: 'tf-wasm', warnings: [] })
  })

  it('the preferred is used where another is hardly faster', () => {
    expect(judgeTrials(trials(right, { ort: 1, 'tf-native': 0.75 }), 'tf-native').id).toBe('ort')
    expect(judgeTrials(trials(right, { ort: 1, 'tf-native': 0.6 }), 'tf-native').id).toBe('tf-native')
  })

  it.each([
    ['with another map', outputs(0.5, [0.001, 1, 2]), /ort and tf-native differ by 5\.0e-4.*tf-native is used/],
    ['with another steering', outputs(-0.5, [0, 1, 2]), /differ by 2\.0e\+0/],
    ['not a number', outputs(NaN, [0, 1, 2]), /differ by Infinity/]
  ])('the reference is used where outputs are %s, and it is said', (_, theirs, message) => {
    const { id, warnings } = judgeTrials(trials(theirs), 'tf-native')
    expect(id).toBe('tf-native')
    expect(warnings).toEqual([{ code: 'engines-disagree', message: expect.stringMatching(message) as string }])
  })
})

describe('trying engines on the first pictures', () => {
  let started: StartedEngine | null = null
  afterEach(() => started?.engine.dispose())
  const target = { graph: smallConvolutions(), head }
  const pictures = seededValues(32 * 576, 9)
  const tried = async (asked: EngineId | null, explanation: Explanation, ...rest: [Float32Array, number, number]) =>
    tryEngines(await loadCandidates(asked, explanation), asked, explanation, ...rest)

  it.each(['ort', 'tf-wasm'] as const)('uses %s where it was asked for', async (id) => {
    started = await tried(id, gradient.build(target, 'change'), pictures, 32, 2)
    expect(started).toMatchObject({ engine: { id }, warnings: [] })
    expect((await started.session.run(pictures, 32))['map']).toHaveLength(32 * 192)
  })

  it('chooses one that is installed', async () => {
    started = await tried(null, gradient.build(target, 'change'), pictures, 32, 2)
    expect(await availableEngines()).toContain(started.engine.id)
    expect(started.warnings).toEqual([])
  })

  it.each([
    [2, 32],
    [3, 21],
    [33, 1],
    [501, 1]
  ])('for a method of %i runs a picture tries %i of 32', async (cost, expected) => {
    const explanation = rise.build(target, 'change', { masks: 10 })
    const batches = new Set<number>()
    const watched = { ...explanation, explain: watch }
    function watch(...[run, input, batch]: Parameters<typeof explanation.explain>) {
      batches.add(batch)
      return explanation.explain(run, input, batch)
    }
    started = await tried(referenceEngine(), watched, pictures, 32, cost)
    expect([...batches]).toEqual([expected])
  })

  it.each([null, 'ort', 'tf-wasm'] as const)(
    'leaves out an engine that fails, where %s was asked for',
    async (asked) => {
      const explanation = gradient.build(target, 'change')
      let calls = 0
      const failing = {
        ...explanation,
        // The first of them has no memory left.
        async explain(...[run, input, batch]: Parameters<typeof explanation.explain>) {
          if (calls++ === 0) throw new Error('memory access out of bounds\nand more')
          return explanation.explain(run, input, batch)
        }
      }
      started = await tried(asked, failing, pictures.subarray(0, 4 * 576), 4, 2)
      expect(started.warnings[0]).toMatchObject({ code: 'engine-left-out' })
      const failed = asked ?? 'ort'
      expect(started.engine.id).not.toBe(failed)
      expect(started.warnings[0]!.message).toContain(
        `The engine ${failed} cannot run this model; ${started.engine.id} is used`
      )
      expect(started.warnings[0]!.message).toMatch(/\(memory access out of bounds\)\.$/)
      expect((await started.session.run(pictures, 32))['map']).toHaveLength(32 * 192)
    }
  )

  it('fails where every engine does', async () => {
    const explanation = { ...gradient.build(target, 'change'), explain: () => Promise.reject(new Error('no')) }
    await expect(tried(null, explanation, pictures, 32, 2)).rejects.toThrow('no')
  })

  it('leaves out an engine that cannot load the model', async () => {
    const explanation = gradient.build(target, 'change')
    const candidates = await loadCandidates('ort', explanation)
    const [second] = [...candidates.loaded.keys()].filter((id) => id !== 'ort')
    candidates.loaded.get(second!)!.engine.dispose()
    candidates.loaded.delete(second!)
    candidates.failed.set(second!, new Error('it has an operator too many'))
    started = await tryEngines(candidates, 'ort', explanation, pictures, 32, 2)
    expect(started).toMatchObject({ engine: { id: 'ort' }, warnings: [{ code: 'engine-left-out' }] })
    expect(started.warnings[0]!.message).toContain('ort is used, compared with no other (it has an operator too many)')
  })

  it('uses the reference where an engine computes something else, and says so', async () => {
    const explanation = gradient.build(target, 'change')
    let calls = 0
    const wrong = {
      ...explanation,
      // Every other engine sees steering of its own.
      async explain(...[run, input, batch]: Parameters<typeof explanation.explain>) {
        const explained = await explanation.explain(run, input, batch)
        return calls++ % 2 === 0 ? { ...explained, steering: explained.steering.map((v) => v * 1.01) } : explained
      }
    }
    started = await tried('ort', wrong, pictures.subarray(0, 4 * 576), 4, 2)
    expect(started.engine.id).toBe(referenceEngine())
    expect(started.warnings).toMatchObject([{ code: 'engines-disagree' }])
  })
})
