import type { Case } from '../case.ts'

export default {
  about: 'Noise in the cache of one drive, after which every list, resume and delete answered 500.',
  async make() {},
  expect: [],
  listedOnly: 'is no recording and no model: test/integration/damagedCache.test.ts holds that the others work on'
} satisfies Case
