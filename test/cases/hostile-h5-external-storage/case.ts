import type { Case } from '../case.ts'

export default {
  about: 'A Keras model in HDF5 whose kernel lies in another file (external storage), such as /etc/passwd.',
  async make() {},
  expect: [],
  listedOnly: 'opens and reads that file; its identity does not cover it; hardening of models'
} satisfies Case
