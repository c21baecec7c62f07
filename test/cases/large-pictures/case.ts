import type { Case } from '../case.ts'

export default {
  about: 'Pictures above 64 KB, as every 720p JPEG is: samples of them were taken at no place at all.',
  async make() {},
  expect: []
} satisfies Case
