import { describe, expect, it } from 'vitest'
import { readProbe } from '../../../src/main/decode/probe.ts'

const input = (container: string, duration: string): string[] => [
  `[info] Input #0, ${container}, from 'file:drive':`,
  `[info]   Duration: ${duration}, start: 0.000000, bitrate: 2390 kb/s`
]
const MOV = 'mov,mp4,m4a,3gp,3g2,mj2'

/** Lines as ffmpeg 5 to 7 print them with -loglevel level+info. */
const table = [
  {
    name: 'sound first, colour in brackets',
    lines: [
      ...input(MOV, '00:00:08.84'),
      '[info]   Stream #0:0[0x1](eng): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, stereo, fltp, 2 kb/s (default)',
      '[info]   Stream #0:1[0x2](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, smpte170m/smpte170m/bt709, progressive), 960x540 [SAR 1:1 DAR 16:9], 2384 kb/s, 25 fps, 25 tbr, 25 tbn (default)'
    ],
    stream: { container: MOV, codec: 'h264', width: 960, height: 540, rate: 25, duration: 8.84 }
  },
  {
    name: 'NTSC without square pixels said',
    lines: [
      ...input(MOV, '01:02:03.50'),
      '[info]   Stream #0:0(und): Video: hevc (Main) (hvc1 / 0x31637668), yuv420p(tv), 1920x1080, 8000 kb/s, 29.97 fps, 29.97 tbr, 90k tbn, 29.97 tbc'
    ],
    stream: { container: MOV, codec: 'hevc', width: 1920, height: 1080, rate: 29.97, duration: 3723.5 }
  },
  {
    name: 'cover art before the pictures',
    lines: [
      ...input(MOV, '00:00:02.00'),
      '[info]   Stream #0:0[0x0]: Video: mjpeg (Baseline), yuvj420p(pc, bt470bg/unknown/unknown), 300x300 [SAR 1:1 DAR 1:1], 90k tbr, 90k tbn (attached pic)',
      '[info]   Stream #0:1[0x2]: Video: mpeg4 (Simple Profile) (mp4v / 0x7634706D), yuv420p, 64x48, 10 kb/s, 15 fps, 15 tbr, 15360 tbn (default)'
    ],
    stream: { container: MOV, codec: 'mpeg4', width: 64, height: 48, rate: 15, duration: 2 }
  },
  {
    name: 'turned by a quarter',
    lines: [
      ...input(MOV, '00:00:02.00'),
      '[info]   Stream #0:0[0x1](eng): Video: h264 (High) (avc1 / 0x31637661), yuv420p, 1280x720, 30 fps, 30 tbr, 600 tbn (default)',
      '[info]     Side data:',
      '[info]       displaymatrix: rotation of -90.00 degrees'
    ],
    stream: { container: MOV, codec: 'h264', width: 720, height: 1280, rate: 30, duration: 2 }
  },
  {
    name: 'a raw stream without duration or bit rate',
    lines: [
      "[info] Input #0, hevc, from 'file:video.hevc':",
      '[info]   Duration: N/A, bitrate: N/A',
      '[info]   Stream #0:0: Video: hevc (Main), yuv420p(tv), 1164x874, 25 fps, 20 tbr, 1200k tbn'
    ],
    stream: { container: 'hevc', codec: 'hevc', width: 1164, height: 874, rate: 25, duration: null }
  },
  {
    name: 'a container that knows only its clock',
    lines: [
      ...input('matroska,webm', '00:00:10.00'),
      '[info]   Stream #0:0(eng): Video: vp8, yuv420p(tv, bt709/unknown/unknown, progressive), 640x480, SAR 1:1 DAR 4:3, 1k tbr, 1k tbn (default)'
    ],
    stream: { container: 'matroska,webm', codec: 'vp8', width: 640, height: 480, rate: null, duration: 10 }
  },
  {
    name: 'sound alone',
    lines: [...input('mp3', '00:00:02.00'), '[info]   Stream #0:0: Audio: mp3, 44100 Hz, mono'],
    stream: null
  },
  { name: 'nothing', lines: ['[error] file:x: Invalid data found when processing input'], stream: null }
]

describe('what ffmpeg says of a file', () => {
  it.each(table)('$name', ({ lines, stream }) => expect(readProbe(lines)).toEqual(stream))
})
