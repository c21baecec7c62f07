import { app } from 'electron'
import type { Log } from '../../log/log.ts'

/** Tells the log of Electron's own processes that end otherwise than they should: pages, the graphics process, jobs. */
export function logGoneProcesses(log: Log): void {
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) =>
    log.error(`The process of the page ended (${reason}, exit code ${exitCode}).`)
  )
  app.on('child-process-gone', (_event, { type, name = type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.error(`The process '${name}' ended (${reason}, exit code ${exitCode}).`)
  })
}
