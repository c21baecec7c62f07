import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { gaussianKernel } from '../../../src/main/decode/steps/blur.ts'
import { resized } from '../../../src/main/decode/steps/resize.ts'
import { runSteps } from '../../../src/main/decode/steps/runSteps.ts'
import { RecipeStep } from '../../../src/shared/recipeStep.ts'
import { colourfulPicture } from '../../fixtures/colourfulPicture.ts'

const width = 22
const height = 17
const picture = { data: colourfulPicture(width, height), width, height, channels: 3 }

/** What OpenCV 4.12's own functions (its WebAssembly build) make of that picture. */
const openCv = z
  .array(z.object({ steps: z.array(RecipeStep), pixels: z.string() }))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/openCvSteps.json'), 'utf8')))

const inWords = openCv.map(({ steps, pixels }) => ({ words: JSON.stringify(steps), steps, pixels }))
test.each(inWords)('$words gives the very pixels of OpenCV', ({ steps, pixels }) => {
  expect(Buffer.from(runSteps(picture, steps).data)).toEqual(Buffer.from(pixels, 'base64'))
})

const sizes = { width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) }

/** Pictures of one channel, small ones too, that have less than a tile or a kernel. */
const grey = fc
  .record(sizes)
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height })
      .map((data) => ({ data, width, height, channels: 1 }))
  )

describe('whatever the picture', () => {
  const done: RecipeStep[] = [{ step: 'colour', to: 'gray' }]

  test('equal pixels stay equal under a blur, and no pixel leaves the range of its picture', () => {
    const odd = fc.integer({ min: 1, max: 15 }).map((reach) => 2 * reach + 1)
    fc.assert(
      fc.property(grey, odd, (one, size) => {
        const { data } = runSteps(one, [{ step: 'blur', size }], done)
        expect(Math.min(...data)).toBeGreaterThanOrEqual(Math.min(...one.data))
        expect(Math.max(...data)).toBeLessThanOrEqual(Math.max(...one.data))
      })
    )
  })

  test('equalising keeps the order of brightness', () => {
    fc.assert(
      fc.property(grey, (one) => {
        const { data } = runSteps(one, [{ step: 'equalise' }], done)
        for (let i = 1; i < data.length; i++) {
          const [before, after] = [one.data[i]! - one.data[i - 1]!, data[i]! - data[i - 1]!]
          expect(before === 0 ? after === 0 : before * after >= 0).toBe(true)
        }
      })
    )
  })

  test('CLAHE gives a picture of the same size, also of fewer pixels than tiles', () => {
    fc.assert(
      fc.property(grey, fc.integer({ min: 1, max: 16 }), (one, tiles) => {
        expect(runSteps(one, [{ step: 'clahe', clip: 2, tiles }], done).data).toHaveLength(one.data.length)
      })
    )
  })

  test('a resize keeps a picture of one value, and in its own size every picture', () => {
    const filter = fc.constantFrom('bilinear', 'area', 'bicubic', 'nearest', 'cv2-linear')
    fc.assert(
      fc.property(grey, fc.record(sizes), filter, fc.nat(255), (one, to, how, value) => {
        const flat = { ...one, data: one.data.map(() => value) }
        expect(new Set(resized(flat, { ...to, filter: how }).data)).toEqual(new Set([value]))
        expect(resized(one, { ...one, filter: how }).data).toEqual(one.data)
      })
    )
  })

  test('the weights of a blur add up to 1 and are mirrored', () => {
    const sigma = fc.option(fc.double({ min: 0.1, max: 50, noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), sigma, (reach, width) => {
        const kernel = [...gaussianKernel(2 * reach + 1, width)]
        expect(kernel.reduce((sum, weight) => sum + weight, 0)).toBe(256)
        expect(kernel.toReversed()).toEqual(kernel)
      })
    )
  })
})
