import type { Case } from '../case.ts'

export default {
  about: '.keras archives of a megabyte that unpack to gigabytes, or whose 2,000 entries are one stream.',
  async make() {},
  expect: [],
  listedOnly:
    'takes all memory or hangs for minutes: what an archive unpacks to is not bounded yet; hardening of models'
} satisfies Case
