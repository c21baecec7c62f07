import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { pictureFinder } from '../../../src/main/recording/formats/pictureFinder.ts'
import { lookAt } from '../../../src/main/recording/place/place.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (...parts: string[]): string => join(folder.path, ...parts)
const make = (...files: string[]): void => {
  for (const file of files) {
    mkdirSync(dirname(at(file)), { recursive: true })
    writeFileSync(at(file), '')
  }
}

make(
  'log/plain.jpg',
  'log/IMG/a b.jpg',
  'log/IMG/Ä#1.jpg',
  'log/IMG/e\u0301.jpg',
  'log/images/center/1.jpg',
  'log/images/left/1.jpg',
  'log/images/center/2.jpg',
  'log/a/b/c/deep.png',
  'elsewhere/linked.jpg'
)
symlinkSync(at('elsewhere'), at('log/link'))
const finder = async () => pictureFinder(await lookAt(at('log')))

describe('the picture that a cell names', () => {
  /** Folders above, on the machine that recorded. */
  const above = fc.array(fc.constantFrom('home', 'u', 'C:', 'Users', 'Mein Ordner', 'data', 'IMG', 'center', 'x.y'), {
    maxLength: 5
  })
  const mark = fc.constantFrom('/', '\\', '//', '\\\\')
  const start = fc.constantFrom('', '/', './', '\\\\server\\')
  const files = [
    'plain.jpg',
    'IMG/a b.jpg',
    'IMG/Ä#1.jpg',
    'images/center/1.jpg',
    'images/left/1.jpg',
    'a/b/c/deep.png',
    'link/linked.jpg'
  ]

  it('is found under any path that ends as its own does, with the marks of any system', async () => {
    const { find } = await finder()
    fc.assert(
      fc.property(fc.constantFrom(...files), above, mark, start, (file, folders, between, first) => {
        const cell = `${first}${[...folders, ...file.split('/')].join(between)}`
        expect(find(cell)).toBe(at('log', file))
        expect(find(`  ${cell}  `)).toBe(at('log', file))
      })
    )
  })

  it('is found with accents that are written otherwise', async () => {
    const { find } = await finder()
    expect(find('IMG/\u00e9.jpg')).toBe(at('log/IMG/e\u0301.jpg'))
    expect(find('IMG/e\u0301.jpg')).toBe(at('log/IMG/e\u0301.jpg'))
    expect(find('IMG/A\u0308#1.jpg')).toBe(at('log/IMG/Ä#1.jpg'))
  })

  it('is found with other capitals where no file has those', async () => {
    const { find } = await finder()
    expect(find('img\\A B.JPG')).toBe(at('log/IMG/a b.jpg'))
    make('log/IMG/A B.jpg')
    expect((await finder()).find('IMG/A B.jpg')).toBe(at('log/IMG/A B.jpg'))
  })

  it('is one of a folder with the name that the cell has, however deep', async () => {
    const { find, doubts } = await finder()
    expect(find('center/1.jpg')).toBe(at('log/images/center/1.jpg'))
    expect(find('left/1.jpg')).toBe(at('log/images/left/1.jpg'))
    expect(doubts('left/1.jpg')).toEqual([])
  })

  it('is in doubt where several folders have the name and the cell says none of them', async () => {
    const { find, doubts } = await finder()
    expect(find('1.jpg')).toBe(at('log/images/center/1.jpg'))
    expect(doubts('1.jpg')).toEqual(['images/center', 'images/left'])
    expect(doubts('2.jpg')).toEqual([])
  })

  it('is none where no file has its name', async () => {
    const { find } = await finder()
    const names = files.map((file) => file.replace(/^.*\//, '').toLowerCase())
    fc.assert(
      fc.property(fc.string(), (cell) => {
        const name = cell.trim().replace(/^.*[\\/]/s, '')
        fc.pre(!names.includes(name.toLowerCase()) && !/^(1|2)\.jpg$/.test(name))
        if (name !== '' && name !== '.') expect(find(cell)).toBeNull()
      })
    )
  })
})
