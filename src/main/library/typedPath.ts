import { homedir } from 'node:os'
import { resolve } from 'node:path'

/** The absolute path of what a person typed: '~' is their home, as in a shell; what is relative begins where the app was started. */
export function typedPath(text: string): string {
  return resolve(text.replace(/^~(?=$|[/\\])/, () => homedir()))
}
