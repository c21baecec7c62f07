import { expect, test } from 'vitest'
import { inputPixels } from '../../../../src/renderer/evidence/inputPicture.ts'

const base64 = (bytes: number[]): string => Buffer.from(bytes).toString('base64')

test('three channels are red, green and blue', () => {
  const pixels = inputPixels(base64([1, 2, 3, 250, 251, 255]), { width: 2, height: 1, channels: 3 })
  expect([...pixels]).toEqual([1, 2, 3, 255, 250, 251, 255, 255])
})

test('one channel is grey', () => {
  const pixels = inputPixels(base64([0, 128]), { width: 1, height: 2, channels: 1 })
  expect([...pixels]).toEqual([0, 0, 0, 255, 128, 128, 128, 255])
})
