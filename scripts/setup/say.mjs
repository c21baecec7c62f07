/** A step could not be done; the message says what that costs and what to do. */
export class SetupError extends Error {}

export function say(line) {
  process.stderr.write(`setup: ${line}\n`)
}
