import type { Case } from '../case.ts'

export default {
  about: 'HDF5 whose groups contain themselves by hard links, and a weight name 20,000 groups deep.',
  async make() {},
  expect: [],
  listedOnly: 'never ends, with the main thread busy; hardening of models'
} satisfies Case
