import fc from 'fast-check'
import { expect, it } from 'vitest'
import { homeAsTilde } from '../../../src/main/log/homeAsTilde.ts'

it.each([
  ['/home/ann', 'in /home/ann/data and /home/ann.', 'in ~/data and ~.'],
  ['/home/ann', 'at file:///home/ann/app.js:1:2', 'at file://~/app.js:1:2'],
  ['/home/ann', "'/home/ann'", "'~'"],
  ['/home/ann/', '/home/ann/data', '~/data'],
  ['/home/jörg k', 'file:///home/j%C3%B6rg%20k/app.js', 'file://~/app.js'],
  ['/home/a.n(n)', '/home/a.n(n)/x and /home/abn(n)/x', '~/x and /home/abn(n)/x'],
  ['C:\\Users\\Ann', 'C:\\Users\\Ann\\data, c:/users/ann/data', '~\\data, ~/data'],
  ['C:\\Users\\Ann', '{"path": "C:\\\\Users\\\\Ann\\\\data"}', '{"path": "~\\\\data"}'],
  ['C:\\Users\\Ann', 'file:///C:/Users/Ann/app.js', 'file:///~/app.js'],
  [
    '/home/ann',
    '/home/anna/data /home/ann-2 /home/ann.old /mnt/home/ann',
    '/home/anna/data /home/ann-2 /home/ann.old /mnt/home/ann'
  ],
  ['/', '/home/ann', '/home/ann'],
  ['', '/home/ann', '/home/ann']
])('with the home %s, %s is %s', (home, text, expected) => expect(homeAsTilde(text, home)).toBe(expected))

it('no path in the home folder names it', () => {
  const name = fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} ._()-]{0,10}[\p{L}\p{N}]$/u)
  fc.assert(
    fc.property(fc.array(name, { minLength: 2, maxLength: 3 }), name, (folders, file) => {
      const home = `/${folders.join('/')}`
      const text = `opened '${home}/${file}', ${encodeURI(`file://${home}/${file}`)}:3:1\n${home}`
      expect(homeAsTilde(text, home)).not.toContain(home)
    })
  )
})
