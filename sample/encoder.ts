import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findFfmpeg } from '../src/main/decode/ffmpeg.ts'

/** Takes pictures and makes an H.264 video of them. */
export interface Encoder {
  /** RGB bytes of one or more pictures. */
  write(pictures: Uint8Array): Promise<void>
  finish(): Promise<void>
}

export interface EncoderOptions {
  width: number
  height: number
  rate: number
  /** Constant rate factor of x264: smaller is better and larger. */
  quality: number
}

/** Opens an encoder that writes to `file`. */
export function openEncoder(file: string, { width, height, rate, quality }: EncoderOptions): Encoder {
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', `${rate}`, '-i', '-']
  const colour = [
    '-vf',
    'scale=out_color_matrix=bt709:out_range=tv',
    '-colorspace',
    'bt709',
    '-color_primaries',
    'bt709'
  ]
  const codec = ['-c:v', 'libx264', '-preset', 'slow', '-crf', `${quality}`, '-pix_fmt', 'yuv420p', '-g', `${rate * 2}`]
  // One thread and no stamp: the same pictures give the same file.
  const same = [
    '-color_trc',
    'bt709',
    '-threads',
    '1',
    '-fflags',
    '+bitexact',
    '-flags:v',
    '+bitexact',
    '-movflags',
    '+faststart'
  ]
  const child = spawn(
    findFfmpeg(),
    ['-hide_banner', '-loglevel', 'error', '-y', ...input, ...colour, ...codec, ...same, file],
    {
      stdio: ['pipe', 'ignore', 'pipe']
    }
  )
  let complaint = ''
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()))
  child.stdin.on('error', () => {})
  const ended = once(child, 'close')
  return {
    write: async (pictures) => {
      if (!child.stdin.write(pictures)) await Promise.race([once(child.stdin, 'drain'), ended])
    },
    finish: async () => {
      child.stdin.end()
      const [status] = (await ended) as [number | null]
      if (status !== 0) throw new Error(`ffmpeg could not write ${file}: ${complaint.trim()}`)
    }
  }
}
