import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import type { MapPainter, OverlayView } from './overlayView.ts'

const vertexShader = `#version 300 es
out vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  place = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`

/** `place` is the point of the picture in unit coordinates, y down. Colours are premultiplied. */
const fragmentShader = `#version 300 es
precision highp float;
in vec2 place;
out vec4 colour;
uniform sampler2D map;
uniform sampler2D colours;
uniform sampler2D seenPixels;
uniform vec4 seen;
uniform float opacity, threshold, gain, pixel;
void main() {
  vec2 at = (place - seen.xy) / seen.zw;
  bool outside = any(lessThan(at, vec2(0.0))) || any(greaterThan(at, vec2(1.0)));
  if (outside || texture(seenPixels, at).r == 0.0) {
    float stripe = step(0.82, fract((gl_FragCoord.x + gl_FragCoord.y) / (8.0 * pixel)));
    colour = vec4(vec3(0.16 * stripe), 0.5);
    return;
  }
  float strength = sqrt(min(1.0, texture(map, at).r * gain));
  float alpha = opacity * clamp((strength - threshold) / 0.3, 0.0, 1.0);
  colour = vec4(texture(colours, vec2((strength * 255.0 + 0.5) / 256.0, 0.5)).rgb * alpha, alpha);
}`

/** A painter on WebGL2: maps are one-channel textures, colours a lookup in the shader. Null where there is no WebGL2. */
export function createShaderPainter(canvas: HTMLCanvasElement): MapPainter | null {
  const gl = canvas.getContext('webgl2', { premultipliedAlpha: true, antialias: false, preserveDrawingBuffer: true })
  if (!gl) return null
  const program = linked(gl)
  if (!program) return null
  gl.useProgram(program)
  const at = (name: string) => gl.getUniformLocation(program, name)
  const uniforms = {
    seen: at('seen'),
    opacity: at('opacity'),
    threshold: at('threshold'),
    gain: at('gain'),
    pixel: at('pixel')
  }
  const mapTexture = texture(gl, 0, gl.LINEAR)
  const colourTexture = texture(gl, 1, gl.NEAREST)
  gl.uniform1i(at('map'), 0)
  gl.uniform1i(at('colours'), 1)
  const seenTexture = texture(gl, 2, gl.NEAREST)
  gl.uniform1i(at('seenPixels'), 2)
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
  let painted: Uint8Array | null = null
  let hatched: SeenPixels = everything
  upload(gl, everything)

  return {
    paint(map: SaliencyMap | null, view: OverlayView) {
      gl.viewport(0, 0, canvas.width, canvas.height)
      gl.activeTexture(gl.TEXTURE0)
      gl.bindTexture(gl.TEXTURE_2D, mapTexture)
      const data = map?.data ?? new Uint8Array(1)
      if (data !== painted) {
        upload(gl, { width: map?.width ?? 1, height: map?.height ?? 1, data })
        painted = data
      }
      const seen = view.seenPixels ?? everything
      if (seen !== hatched) {
        gl.activeTexture(gl.TEXTURE2)
        gl.bindTexture(gl.TEXTURE_2D, seenTexture)
        upload(gl, seen)
        hatched = seen
      }
      gl.activeTexture(gl.TEXTURE1)
      gl.bindTexture(gl.TEXTURE_2D, colourTexture)
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, view.colours)
      gl.uniform4f(uniforms.seen, view.seen.x, view.seen.y, view.seen.width, view.seen.height)
      gl.uniform1f(uniforms.opacity, map ? view.opacity : 0)
      gl.uniform1f(uniforms.threshold, view.threshold)
      gl.uniform1f(uniforms.gain, view.gain)
      gl.uniform1f(uniforms.pixel, devicePixelRatio)
      gl.drawArrays(gl.TRIANGLES, 0, 3)
    },
    dispose() {
      gl.deleteTexture(mapTexture)
      gl.deleteTexture(colourTexture)
      gl.deleteTexture(seenTexture)
      gl.deleteProgram(program)
    }
  }
}

/** One pixel, which is seen. */
const everything: SeenPixels = { width: 1, height: 1, data: Uint8Array.of(1) }

/** Fills the texture at hand with one byte a pixel. */
function upload(gl: WebGL2RenderingContext, { width, height, data }: SeenPixels): void {
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, data)
}

function linked(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader]
  ] as const) {
    const shader = gl.createShader(type)
    if (!shader) return null
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null
}

function texture(gl: WebGL2RenderingContext, unit: number, filter: number): WebGLTexture {
  const made = gl.createTexture()
  gl.activeTexture(gl.TEXTURE0 + unit)
  gl.bindTexture(gl.TEXTURE_2D, made)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
  return made
}
