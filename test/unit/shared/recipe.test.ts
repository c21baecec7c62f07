import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runIdOf, RunKey } from '../../../src/main/store/runKey.ts'
import { canonicalJson } from '../../../src/shared/canonicalJson.ts'
import { channelsOf, Recipe } from '../../../src/shared/recipe.ts'
import { isSameRecipe, oldestForm } from '../../../src/shared/recipeVersion1.ts'

const version1 = fc.record(
  {
    version: fc.constant(1),
    crop: fc.constantFrom(null, { of: { width: 320, height: 160 }, top: 60, right: 0, bottom: 25, left: 0 }),
    resize: fc.record({
      width: fc.integer({ min: 1, max: 999 }),
      height: fc.integer({ min: 1, max: 999 }),
      filter: fc.constantFrom('bilinear', 'area', 'nearest', 'bicubic', 'cv2-linear')
    }),
    colour: fc.constantFrom('rgb', 'bgr', 'yuv', 'gray'),
    scale: fc.record({ multiply: fc.constantFrom(1, 1 / 255, 2), add: fc.constantFrom(0, -1) }),
    normalise: fc.constant({ mean: [0.1, 0.2, 0.3], std: [1, 2, 3] }),
    reading: fc.constantFrom({ as: 'picture', others: 'zero' }, { as: 'grey-frames', newest: 'first', apart: 2 })
  },
  { requiredKeys: ['version', 'crop', 'resize', 'colour', 'scale'] }
)

test('a recipe of version 1 is read as one of version 2, and nothing of it is lost', () => {
  fc.assert(
    fc.property(version1, (old) => {
      const read = Recipe.parse(old)
      expect(read.version).toBe(2)
      expect(oldestForm(read)).toEqual(old)
      expect(channelsOf(read)).toHaveLength(old.colour === 'gray' ? 1 : 3)
      // As it is kept from now on.
      const kept = Recipe.parse(JSON.parse(JSON.stringify(read)))
      expect(isSameRecipe(kept, read)).toBe(true)
      expect(oldestForm(kept)).toEqual(old)
    })
  )
})

test('a run that was started with a recipe of version 1 keeps its id', () => {
  fc.assert(
    fc.property(version1, (recipe) => {
      const head = { output: 'steering', index: 0, unit: 'normalised', positive: 'left' }
      const rest = { drive: 'd', modelHash: 'm', method: 'gradient', methodVersion: 1, explain: 'change' }
      const key = { ...rest, recipe, head }
      const before = createHash('sha256').update(canonicalJson(key)).digest('hex').slice(0, 16)
      expect(runIdOf(RunKey.parse(key))).toBe(before)
    })
  )
})

const recipe = {
  version: 2,
  crop: null,
  resize: { width: 8, height: 4, filter: 'bilinear' },
  scale: { multiply: 1, add: 0 }
}
const yuv = { step: 'colour', to: 'yuv' }
const hsv = { step: 'colour', to: 'hsv' }

test.each([
  ['nothing is left out', {}, ['r', 'g', 'b']],
  ['YUV of swapped channels', { afterResize: [{ ...yuv, swapped: true }] }, ['y', 'u', 'v']],
  ['S alone', { afterResize: [hsv, { step: 'channel', take: 's' }] }, ['s']],
  ['blue alone', { afterResize: [{ step: 'channel', take: 'b' }] }, ['b']],
  ['YUV that is blurred before the resize', { beforeResize: [yuv, { step: 'blur', size: 3 }] }, ['y', 'u', 'v']],
  ['a channel that is taken before it', { beforeResize: [hsv], afterResize: [{ step: 'channel', take: 'v' }] }, ['v']]
])('where %s the model gets %o', (_, steps, channels) => {
  expect(channelsOf(Recipe.parse({ ...recipe, ...steps }))).toEqual(channels)
})

test.each([
  ['two conversions', { afterResize: [yuv, hsv] }, 'afterResize.1.to', /the picture is yuv by then/],
  ['one before and one after', { beforeResize: [yuv], afterResize: [hsv] }, 'afterResize.0.to', /yuv by then/],
  [
    'a channel that is not there',
    { afterResize: [{ step: 'channel', take: 's' }] },
    'afterResize.0.take',
    /'s'.*r, g, b/
  ],
  [
    'a channel of one',
    {
      afterResize: [
        { step: 'colour', to: 'gray' },
        { step: 'channel', take: 'gray' }
      ]
    },
    'afterResize.1.take',
    /only gray/
  ],
  [
    'one to equalise that is not there',
    { beforeResize: [{ step: 'equalise', channel: 'y' }] },
    'beforeResize.0.channel',
    /'y'/
  ],
  [
    'BGR swapped',
    { afterResize: [{ step: 'colour', to: 'bgr', swapped: true }] },
    'afterResize.0.swapped',
    /changed over/
  ],
  ['an even blur', { beforeResize: [{ step: 'blur', size: 4 }] }, 'beforeResize.0.size', /odd/],
  ['an unknown step', { afterResize: [{ step: 'sharpen' }] }, 'afterResize.0.step', /./],
  ['a word that is none', { afterResize: [{ ...yuv, swaped: true }] }, 'afterResize.0', /swaped/],
  ['a colour of version 1', { colour: 'yuv' }, '', /colour/]
])('%s is refused at its place', (_, steps, place, why) => {
  const { error } = Recipe.safeParse({ ...recipe, ...steps })
  expect(error?.issues[0]?.path.join('.')).toBe(place)
  expect(error?.issues[0]?.message).toMatch(why)
})
