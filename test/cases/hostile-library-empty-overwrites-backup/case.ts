import type { Case } from '../case.ts'

export default {
  about: 'A library of 0 bytes, or none, beside a backup: it began afresh and overwrote the one good backup.',
  async make() {},
  expect: [],
  listedOnly: 'is no recording and no model: test/integration/libraryQuestion.test.ts holds that it is a question now'
} satisfies Case
