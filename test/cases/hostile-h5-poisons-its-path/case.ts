import type { Case } from '../case.ts'

export default {
  about: 'A damaged HDF5 file that is replaced by a sound one in the same place.',
  async make() {},
  expect: [],
  listedOnly: "stays 'damaged' until the app is started again; hardening of models"
} satisfies Case
