import type { Case } from '../case.ts'

export default {
  about: "A Keras model with a layer of the class '__proto__'.",
  async make() {},
  expect: [],
  listedOnly: 'ends in an error inside the program instead of a refusal that names the class; hardening of models'
} satisfies Case
