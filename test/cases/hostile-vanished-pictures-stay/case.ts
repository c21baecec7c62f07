import type { Case } from '../case.ts'

export default {
  about: 'A folder of pictures that is away while it is analysed, and back afterwards.',
  async make() {},
  expect: [],
  listedOnly:
    'the cached pictures stay those that stood in, without a warning, after a new analysis; hardening of the store'
} satisfies Case
