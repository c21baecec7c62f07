import fc from 'fast-check'
import { expect, it } from 'vitest'
import { redacted, withoutQuotations } from '../../../src/main/log/redacted.ts'

/** A token as the server makes it. */
const token = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))
  // One of zeros may stand in any text.
  .filter((made) => new Set(made).size > 5)

it('no text holds a secret that is known, wherever it stands', () => {
  fc.assert(
    fc.property(token, fc.string(), fc.string(), (secret, before, after) => {
      expect(redacted(`${before}${secret}${after}${secret}`, [secret])).not.toContain(secret)
    })
  )
})

it.each([
  ['a query', (secret: string) => `GET http://127.0.0.1:8123/?token=${secret}#/drive/1 failed`],
  ['a query of a path', (secret: string) => `GET /api/drives?name=${secret}&x=1 failed`],
  ['a query after others', (secret: string) => `at app://lanegaze/api/runs?drive=1&key=${secret}: no`],
  ['a cookie', (secret: string) => `{"cookie": "lanegaze-8123=${secret}; other=${secret}"}`],
  ['a cookie that is set', (secret: string) => `Set-Cookie: lanegaze-8123=${secret}; Path=/; HttpOnly`],
  ['a cookie by its name', (secret: string) => `sent lanegaze-8123=${secret} along`],
  ['an authorisation', (secret: string) => `authorization: Bearer ${secret}`],
  ['a token in JSON', (secret: string) => `{"port": 1, "token": "${secret}"}`],
  ['what a file holds', (secret: string) => new SyntaxError(jsonTrouble(secret)).message]
])('%s is left out though nobody told of it', (_, text) => {
  fc.assert(
    fc.property(token, (secret) => {
      expect(redacted(`It went wrong.\n${text(secret)}`)).not.toContain(secret.slice(8))
    })
  )
})

/** What V8 says of a file that is no JSON. */
function jsonTrouble(content: string): string {
  try {
    JSON.parse(content)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

it('what a file holds is not quoted, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3 }), fc.string(), (content, more) => {
      const said = jsonTrouble(`{"name": ${content}${more}`)
      const quoted = /"([^]+)"(?:\.\.\.)? is not valid JSON/.exec(said)?.[1]
      if (quoted !== undefined) expect(redacted(said)).toBe('This is not valid JSON')
    })
  )
})

it.each([
  'The process of run 1a2b ended (signal SIGSEGV) at frames 0 to 31.',
  'GET /api/drives 200 12 ms',
  'TypeError: x of undefined\n    at describe (file:///app/out/main/index.js:120:30)',
  'Where is it? /data/drive 1/video.mp4'
])('other texts stay as they are: %s', (text) => expect(redacted(text)).toBe(text))

it.each([
  ["Row 3 of 'log.csv' holds 'secret', no number.", "Row 3 of '…' holds '…', no number."],
  [
    "The analysis failed: 'a' is not 'b'. Lanegaze's log says more.",
    "The analysis failed: '…' is not '…'. Lanegaze's log says more."
  ],
  ["The drive's log isn't there.", "The drive's log isn't there."]
])('%s is told as %s', (sentence, told) => expect(withoutQuotations(sentence)).toBe(told))
