import { dialog, ipcMain, shell, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'
import { z } from 'zod'
import { modelExtensions } from '../../model/formats.ts'
import { origin } from './scheme.ts'

const What = z.enum(['drive', 'model'])

/** Whether a drive is a file or a folder: only macOS has one dialog for both. Null where the person backed out. */
async function askForKind(window: BrowserWindow): Promise<'openFile' | 'openDirectory' | null> {
  const { response } = await dialog.showMessageBox(window, {
    message: 'What is the drive?',
    detail: 'A recording is one video file, or a folder of pictures such as a Donkeycar tub.',
    buttons: ['Video file…', 'Folder…', 'Cancel'],
    defaultId: 0,
    cancelId: 2
  })
  return response === 0 ? 'openFile' : response === 1 ? 'openDirectory' : null
}

/** Models are told by their content: any file may be one. */
const modelFilters = [
  { name: 'Models', extensions: [...modelExtensions] },
  { name: 'All files', extensions: ['*'] }
]

/**
 * Asks for a drive (a file or a folder) or a model (a file, which of a model that is a folder is one in it); null where the person
 * backed out.
 */
export async function askForPath(window: BrowserWindow, what: z.infer<typeof What>): Promise<string | null> {
  const both = process.platform === 'darwin'
  const kind = what === 'model' || both ? 'openFile' : await askForKind(window)
  if (!kind) return null
  const answer = await dialog.showOpenDialog(window, {
    title: what === 'drive' ? 'Open a drive' : 'Open a model',
    properties: both ? ['openFile', 'openDirectory'] : [kind],
    ...(what === 'model' && { filters: modelFilters })
  })
  return answer.canceled ? null : (answer.filePaths[0] ?? null)
}

/** What the preload may ask. Each request must come from the page of this app and is checked. */
export function answerBridge(window: () => BrowserWindow | null): void {
  const handle = (channel: string, answer: (argument: unknown) => unknown): void => {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, argument: unknown) => {
      if (!event.senderFrame?.url.startsWith(`${origin}/`)) throw new Error(`${channel}: not a page of this app`)
      return answer(argument)
    })
  }
  handle('lanegaze:open-dialog', (what) => {
    const parent = window()
    return parent ? askForPath(parent, What.parse(what)) : null
  })
  handle('lanegaze:reveal', (path) => shell.showItemInFolder(z.string().parse(path)))
}
