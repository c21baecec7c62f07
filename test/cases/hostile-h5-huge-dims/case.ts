import type { Case } from '../case.ts'

export default {
  about: 'HDF5 of 11 KB with a dataset of 23000x23000 numbers that were never written.',
  async make() {},
  expect: [],
  listedOnly: 'takes 4 GB of memory before it is refused; hardening of models'
} satisfies Case
