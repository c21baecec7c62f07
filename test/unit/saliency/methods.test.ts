import { expect, it } from 'vitest'
import { InputError } from '../../../src/shared/errors.ts'
import { methodById, methods } from '../../../src/main/saliency/methods.ts'

it('offers VisualBackProp first and finds methods by their ids', () => {
  expect(methods.map((method) => method.id)).toEqual(['visual-backprop', 'gradient'])
  for (const method of methods) expect(methodById(method.id)).toBe(method)
})

it('names the methods there are for an id that is none', () => {
  expect(() => methodById('gradcam')).toThrow(InputError)
  expect(() => methodById('gradcam')).toThrow("no method 'gradcam': choose one of visual-backprop, gradient")
})
