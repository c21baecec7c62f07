import type { Case } from '../case.ts'

export default {
  about:
    'A CSV of one line of 200 MB or of 20 million columns, a tub of 2 million records, a JSON model of 480 MB, weights that are /dev/zero.',
  async make() {},
  expect: [],
  listedOnly:
    'takes all memory or does not end: sizes of tables, records and JSON are not bounded yet; hardening of inputs'
} satisfies Case
