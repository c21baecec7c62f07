import { describe, expect, it } from 'vitest'
import { compareAnswers, exceptionsOf, type Answer } from '../../../scripts/compare/compareAnswers.ts'
import { arrayDifference, textDifference } from '../../../scripts/compare/difference.ts'

/** A .npy file as NumPy writes it: magic, version 1.0, length of the header, header, values. */
function npy(shape: string, values: readonly number[], type = '<f4'): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n'
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8])
  return Buffer.concat([start, Buffer.from(header), new Uint8Array(Float32Array.from(values).buffer)])
}

describe('text', () => {
  it.each([
    ['a cell', 'a,b\r\n1,2\r\n', 'a,b\r\n1,3\r\n', { where: 'line 2, column 3', before: '1,2\\r', after: '1,3\\r' }],
    ['an end of line', 'a\r\nb\n', 'a\nb\n', { where: 'line 1, column 2', before: 'a\\r', after: 'a' }],
    ['a missing line', 'a\nb\nc', 'a\nb', { where: 'line 3', before: 'c', after: '(ends before)' }],
    ['a missing end', 'a\n', 'a', { where: 'line 2', before: '', after: '(ends before)' }]
  ])('%s', (_, before, after, difference) => {
    expect(textDifference(before, after)).toEqual(difference)
  })

  it('shows what stands around the place in a long line', () => {
    const line = (middle: string): string => 'x'.repeat(5000) + middle + 'y'.repeat(5000)
    const difference = textDifference(line('1'), line('2'))
    expect(difference).toEqual({
      where: 'line 1, column 5001',
      before: `…${'x'.repeat(40)}1${'y'.repeat(99)}…`,
      after: `…${'x'.repeat(40)}2${'y'.repeat(99)}…`
    })
  })

  it('is equal', () => expect(textDifference('a\nb', 'a\nb')).toBeNull())
})

describe('arrays', () => {
  it.each([
    [
      'values',
      npy('2, 2, 3', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
      npy('2, 2, 3', [0, 1, 2, 3, 4, 5, 6, 7, 8.5, 9, 10, 10]),
      { where: '[1, 0, 2]; 2 of 12 values differ, by up to 1', before: '8', after: '8.5' }
    ],
    [
      'the sign of nought',
      npy('1,', [0]),
      npy('1,', [-0]),
      { where: '[0]; 1 of 1 values differ, by up to 0', before: '0', after: '-0' }
    ]
  ])('%s', (_, before, after, difference) => {
    expect(arrayDifference(before, after)).toEqual(difference)
  })

  it.each([
    ['shapes', npy('4,', [1, 2, 3, 4]), npy('2, 2', [1, 2, 3, 4])],
    ['types', npy('1,', [1]), npy('1,', [1], '<i4')],
    ['lengths', npy('2,', [1, 2]), npy('2,', [1])],
    ['files that are none', Buffer.from('a page'), npy('1,', [1])]
  ])('other %s', (_, before, after) => {
    expect(arrayDifference(before, after)?.where).toBe('header')
  })

  it('are equal where they hold the same that is no number', () => {
    expect(arrayDifference(npy('1,', [NaN]), npy('1,', [NaN]))).toBeNull()
  })
})

describe('answers', () => {
  const [old, now]: Answer[][] = [
    [
      { what: 'csv', content: 'zone lane\nshare 0.5\n' },
      { what: 'html', content: 'same' }
    ],
    [
      { what: 'csv', content: 'zone lanes\nshare 0.5\n' },
      { what: 'html', content: 'same' }
    ]
  ]
  const compared = (before: Answer[], after: Answer[], allow: string[] = [], blank: string[] = []) => {
    const exceptions = exceptionsOf(allow, blank)
    const passed = compareAnswers('tub/dave', before, after, exceptions).map(({ what, difference, excused }) =>
      difference ? `${what}: ${excused ? 'excused' : difference.where}` : `${what}: equal`
    )
    return [passed, exceptions.map(({ used }) => used)]
  }

  it.each<[string, string[], string[], string, string[][]]>([
    ['nothing', [], [], 'csv: line 1, column 10', []],
    ['an exception of that answer', ['^tub/.* csv$'], [], 'csv: excused', [['tub/dave csv']]],
    ['an exception of another', ['^tub/.* html$'], [], 'csv: line 1, column 10', [[]]],
    ['the text that differs', [], ['^zone lanes?$'], 'csv: excused', [['tub/dave csv']]],
    ['text beside it', [], ['0\\.5'], 'csv: line 1, column 10', [[]]]
  ])('differ but for %s', (_, allow, blank, csv, used) => {
    expect(compared(old!, now!, allow, blank)).toEqual([[csv, 'html: equal'], used])
  })

  it('that one of them lacks are a difference', () => {
    const [passed] = compared(old!, now!.slice(1))
    expect(passed).toEqual(['csv: as a whole', 'html: equal'])
  })
})
