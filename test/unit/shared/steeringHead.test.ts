import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runIdOf, RunKey } from '../../../src/main/store/runKey.ts'
import { modelWord } from '../../../src/main/store/trustTable.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { preset } from '../../../src/main/model/input/recipes.ts'
import { steeringGraph } from '../../../src/main/saliency/steering.ts'
import { canonicalJson } from '../../../src/shared/canonicalJson.ts'
import { InputError } from '../../../src/shared/errors.ts'
import { headInWords } from '../../../src/shared/headWords.ts'
import { expressionUnits } from '../../../src/shared/outputExpression.ts'
import { oldestForm } from '../../../src/shared/recipeVersion1.ts'
import { headFault, outputsRead, SteeringHead } from '../../../src/shared/steeringHead.ts'
import { anyUnit, expressedHeads, expressions, olderHeads } from '../../fixtures/headArbitraries.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'

const recipe = preset('raw').recipe({ height: 66, width: 200 })
const throughJson = (head: unknown): SteeringHead => SteeringHead.parse(JSON.parse(JSON.stringify(head)))
const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16)

describe('a head from before there were expressions', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(olderHeads, (head) => {
        expect(throughJson(head)).toEqual(head)
      })
    )
  })

  test('gives runs and tests the names that they had', () => {
    fc.assert(
      fc.property(olderHeads, (head) => {
        const given = {
          drive: 'd',
          modelHash: 'm',
          recipe,
          head,
          method: 'gradient',
          methodVersion: 1,
          explain: 'change'
        }
        // The key and the words as they were hashed before.
        expect(runIdOf(RunKey.parse(JSON.parse(JSON.stringify(given))))).toBe(
          sha256({ ...given, recipe: oldestForm(recipe) })
        )
        expect(modelWord({ modelHash: 'm', recipe, head: throughJson(head) })).toBe(
          sha256({ hash: 'm', recipe: oldestForm(recipe), head })
        )
      })
    )
  })
})

describe('a head with an expression', () => {
  test('comes back from a file as it was written, in words of its own', () => {
    fc.assert(
      fc.property(expressedHeads, (head) => {
        expect(throughJson(head)).toEqual(head)
        expect(headInWords(head)).toMatch(/./)
      })
    )
  })

  test('needs no index, and one that is there changes nothing', () => {
    fc.assert(
      fc.property(expressedHeads, fc.nat(), ({ index: _, ...head }, index) => {
        expect(throughJson(head)).toEqual(throughJson({ ...head, index }))
      })
    )
  })

  test('is in a unit that it can be in', () => {
    fc.assert(
      fc.property(expressedHeads, anyUnit, (head, unit) => {
        expect(SteeringHead.safeParse({ ...head, unit }).success).toBe(expressionUnits(head.of!).includes(unit))
      })
    )
  })

  test('of two different ones no two runs have one name', () => {
    fc.assert(
      fc.property(expressions, expressions, (one, other) => {
        const word = (of: typeof one): string =>
          modelWord({ modelHash: 'm', recipe, head: { output: 'angle', index: 0, unit: 'rad', positive: 'left', of } })
        expect(word(one) === word(other)).toBe(canonicalJson(one) === canonicalJson(other))
      })
    )
  })
})

test.each<[string, object, RegExp]>([
  ['neither a number nor an expression', {}, /index: say which number/],
  ['bins and an expression', { bins: { from: -1, to: 1 }, of: { as: 'point', point: 0, first: 0, stride: 1 } }, /bins/],
  ['a word that is none', { of: { as: 'guess' } }, /of\.as/],
  ['a number before the first', { of: { as: 'point', point: 0, first: -1, stride: 1 } }, /of\.first/],
  [
    'a trajectory that goes back',
    { of: { as: 'offset', after: 1, first: 0, stride: 1, times: [0, 2, 1] } },
    /of\.times/
  ],
  [
    'a time beyond its end',
    { of: { as: 'offset', after: 3, first: 0, stride: 1, times: [0, 2] } },
    /of\.after.*0 to 2 s/
  ],
  ['a car without a length', { of: { as: 'wheel-angle', curvature: { index: 0 }, wheelbase: 0 } }, /of\.wheelbase/],
  ['something that is no part of it', { of: { as: 'target', x: { index: 0 }, y: { index: 1 }, z: 1 } }, /of/]
])('%s is refused by its field', (_, part, sentence) => {
  const parsed = SteeringHead.safeParse({ output: 'angle', unit: 'rad', positive: 'left', ...part })
  const issues = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  expect(issues.join('\n')).toMatch(sentence)
})

test('a head that asks for more than a model gives is told by its field, and any other steers by a number', () => {
  const sizes = fc.record({ angle: fc.integer({ min: 1, max: 60 }), throttle: fc.integer({ min: 1, max: 60 }) })
  let [told, steered] = [0, 0]
  fc.assert(
    fc.property(expressedHeads, sizes, (head, { angle, throttle }) => {
      const shapes = { angle: [angle], throttle: [1, throttle] }
      const graph: Graph = {
        input: { id: 'picture', shape: [1, angle + throttle, 1] },
        nodes: [
          { id: 'all', op: { type: 'reshape' }, inputs: ['picture'], shape: [angle + throttle] },
          { id: 'a', op: { type: 'slice', axis: 0, from: 0 }, inputs: ['all'], shape: shapes.angle },
          { id: 'b', op: { type: 'slice', axis: 0, from: angle }, inputs: ['all'], shape: [throttle] },
          { id: 't', op: { type: 'reshape' }, inputs: ['b'], shape: shapes.throttle }
        ],
        outputs: { angle: 'a', throttle: 't' }
      }
      const outputs = Object.entries(shapes).map(([name, shape]) => ({ name, shape }))
      const fault = headFault(head, outputs)
      if (fault) {
        told++
        expect(fault.field).toMatch(/^(output|of\.)/)
        expect(() => steeringGraph({ graph, head })).toThrow(InputError)
        return
      }
      steered++
      expect(outputsRead(head).every((name) => Object.hasOwn(shapes, name))).toBe(true)
      const steering = steeringGraph({ graph, head })
      const picture = Float32Array.from({ length: angle + throttle }, (_, i) => Math.sin(7 * i))
      expect(evaluate(steering, picture).get(steering.outputs['steering']!)![0]).toSatisfy(Number.isFinite)
    }),
    { numRuns: 400 }
  )
  expect(Math.min(told, steered)).toBeGreaterThan(50)
})
