import { describe, expect, it } from 'vitest'
import { barRows, withTables } from '../../../scripts/evaluate/writtenTables.ts'

describe('tables that an evaluation writes', () => {
  const document =
    'Before.\n\n<!-- evaluate sample -->\n\nold\n\n<!-- end -->\n\nBetween $& them.\n\n<!-- evaluate lanes -->\nkept\n<!-- end -->\n'

  it('stand between their marks, and leave all else as it was', () => {
    const { markdown, written } = withTables(document, {
      sample: [
        ['what', 'is'],
        ['$1 a', 'b']
      ],
      flags: [['no'], ['marks']]
    })
    expect(written).toEqual(['sample'])
    expect(markdown).toBe(
      'Before.\n\n<!-- evaluate sample -->\n\n| what | is |\n| --- | --- |\n| $1 a | b |\n\n<!-- end -->\n\nBetween $& them.\n\n<!-- evaluate lanes -->\nkept\n<!-- end -->\n'
    )
  })

  it('have a bar of both pairs in one row, and say what is not reached', () => {
    expect(
      barRows([
        { name: 'first pair: share', value: 0.7812, limit: { least: 0.8 } },
        { name: 'clip', value: 300, limit: { least: 300 } },
        { name: 'second pair: share', value: 0.91, limit: { least: 0.8 } },
        { name: 'second pair: moved', value: 0.0034, limit: { most: 0 } }
      ])
    ).toEqual([
      ['what', 'first pair', 'second pair', 'bar'],
      ['share', '0.781: **not reached**', '0.910', 'at least 0.8'],
      ['clip', '300', '', 'at least 300'],
      ['moved', '', '0.0034: **not reached**', 'at most 0']
    ])
  })
})
