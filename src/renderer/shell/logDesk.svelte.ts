import { api } from '../client/api.ts'
import { host } from './host.ts'
import { notices } from './notices.svelte.ts'

/** What a person does with the log: look at it, and copy what somebody who is to help needs to know. */
class LogDesk {
  /** A text that is shown in a sheet; null while none is. */
  sheet = $state.raw<{ title: string; text: string } | null>(null)

  /** In the system's file manager where there is one, else in a sheet. */
  async show(): Promise<void> {
    try {
      if (host.reveal) await host.reveal((await api.about()).logFile)
      else this.sheet = { title: 'Log', text: await api.log() }
    } catch (error) {
      notices.error(error)
    }
  }

  async copyDiagnostics(): Promise<void> {
    try {
      const text = await api.diagnostics()
      // Where a browser keeps the clipboard to itself the person copies by hand.
      await navigator.clipboard.writeText(text).then(
        () => notices.done('The diagnostics are copied.'),
        () => (this.sheet = { title: 'Diagnostics', text })
      )
    } catch (error) {
      notices.error(error)
    }
  }

  close(): void {
    this.sheet = null
  }
}

export const logDesk = new LogDesk()
