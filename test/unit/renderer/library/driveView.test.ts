import { expect, it } from 'vitest'
import { viewOf } from '../../../../src/renderer/library/driveView.ts'
import type { Choice } from '../../../../src/shared/recording.ts'

const topics = (...values: string[]): Choice => ({ option: 'topic', values, chosen: values[0] ?? null })
const steering: Choice = { option: 'steering', values: ['a', 'b'], chosen: 'a' }

it('names the camera of a drive where there are several', () => {
  expect(viewOf({ openWith: {}, choices: [topics('/front', '/rear'), steering] })).toBe('/front')
  expect(viewOf({ openWith: { topic: '/rear' }, choices: [topics('/front', '/rear')] })).toBe('/rear')
  expect(viewOf({ openWith: {}, choices: [topics('/front'), steering] })).toBeNull()
  expect(viewOf({ openWith: {} })).toBeNull()
})
