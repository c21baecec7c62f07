/**
 * The errors a person can meet. Each carries one sentence that names the thing and says what to do;
 * it is shown once, by the host (exit status, dialog, HTTP answer). Anything else thrown is a defect.
 */

/** A file, a model, a recording or an option cannot be used as it is. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** The state of something does not allow what was asked for, such as the export of a run without results. */
export class ConflictError extends InputError {}

/** Something the machine lacks (ffmpeg, an engine, a browser) stands in the way. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'
}

/** The person asked to stop. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'
}

/** An identifier that names nothing (any more). */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
}

/** What a person reads where the program itself went wrong. */
export const INSIDE = 'Something went wrong inside Lanegaze; its log says more.'

/** True for a sentence that sends a person to the log. */
export function namesLog(text: string): boolean {
  return /\blog says more\b/.test(text)
}

/** The sentence to show for anything that was thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** True for the errors that carry a sentence for a person; false for defects. */
export function isExpected(error: unknown): error is Error {
  return (
    error instanceof InputError ||
    error instanceof UnavailableError ||
    error instanceof CancelledError ||
    error instanceof NotFoundError
  )
}
