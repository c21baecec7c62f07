import { homedir } from 'node:os'

/** Characters with which a name goes on: '/home/ann' is not in '/home/anna' or '/home/ann-2'. */
const NAME = String.raw`[\p{L}\p{N}_-]`

/**
 * A text in which paths in the person's home folder begin with '~', however they are written: with either slash, with
 * backslashes doubled as in JSON, or as part of an address.
 */
export function homeAsTilde(text: string, home: string = homedir()): string {
  const bare = home.replace(/[\\/]+$/, '')
  // The root of a disk is nobody's home.
  if (bare === '' || /^[a-z]:$/i.test(bare)) return text
  const slashed = bare.replaceAll('\\', '/')
  const forms = new Set([bare, slashed, encodeURI(slashed), bare.replaceAll('\\', '\\\\')])
  const alternatives = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const isCaseBlind = /^[a-z]:|^\\\\/i.test(bare)
  const pattern = `(?<!${NAME}|\\.)(?:${alternatives.join('|')})(?!${NAME}|\\.${NAME})`
  return text.replace(new RegExp(pattern, isCaseBlind ? 'giu' : 'gu'), '~')
}
