export const vertexShader = `
in vec3 position;
in vec2 uv;
out vec2 at;
void main() {
  at = uv;
  gl_Position = vec4(position.xy, 0.0, 1.0);
}`

/**
 * `at` runs up in the texture and down in the picture: rows leave the GPU from the bottom, so the picture is drawn
 * upside down and arrives upright.
 */
export const fragmentShader = `
precision highp float;
in vec2 at;
out vec4 result;
uniform sampler2D light, depth, bonnet, drops, caption;
uniform mat4 back;
uniform vec4 window;
uniform vec2 pixel;
uniform vec3 skyLight;
uniform float exposure, rain, time;

float random(vec2 p) {
  vec3 q = fract(vec3(p.xyx) * 0.1031 + fract(time * 0.731) * 0.7);
  q += dot(q, q.yzx + 33.33);
  return fract((q.x + q.y) * q.z);
}

vec3 toneCurve(vec3 x) {
  return clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), 0.0, 1.0);
}

void main() {
  vec2 here = vec2(at.x, 1.0 - at.y);
  vec2 picture = mix(window.xy, window.zw, at);
  float wiped = floor(time / 1.4);
  if (rain > 0.0) {
    vec3 drop = texture(drops, vec2(picture.x, 1.0 - picture.y) + vec2(wiped * 0.37, wiped * 0.61)).rgb;
    float grown = smoothstep(0.0, 1.0, fract(time / 1.4) + 0.15);
    here += (drop.rg - 0.5) * 0.11 * step(0.5, drop.b) * rain * grown;
  }
  float near = texture(depth, here).r;
  vec4 was = back * vec4(vec3(here, near) * 2.0 - 1.0, 1.0);
  vec2 move = clamp(was.xy / was.w * 0.5 + 0.5 - here, -0.06, 0.06);
  vec3 colour = vec3(0.0);
  float jitter = random(at * 917.0);
  for (int i = 0; i < 7; i++) colour += texture(light, here + move * (float(i) + jitter) / 7.0).rgb;
  colour /= 7.0;

  if (rain > 0.0) {
    vec2 streak = vec2(picture.x * 90.0 + picture.y * 6.0, picture.y * 4.0 + time * 37.0);
    float cell = random(floor(streak) + 7.0);
    float line = smoothstep(0.42, 0.5, fract(streak.x)) * smoothstep(0.58, 0.5, fract(streak.x));
    colour += skyLight * 0.16 * rain * line * step(0.9, cell) * smoothstep(0.0, 0.4, fract(streak.y));
  }

  // A windscreen shows a little of the dashboard and scatters some sky.
  colour = colour * 0.97 + skyLight * (0.012 + 0.025 * smoothstep(0.35, 1.0, picture.y));
  vec4 front = texture(bonnet, vec2(picture.x, (1.0 - picture.y) / 0.085));
  if (picture.y > 0.915) colour = mix(colour, front.rgb * skyLight, front.a);

  vec2 centre = (picture - 0.5) * vec2(1.0, 0.62);
  colour *= exposure * (1.0 - 0.85 * dot(centre, centre));
  colour = toneCurve(colour * 0.92);
  colour = mix(vec3(dot(colour, vec3(0.3, 0.59, 0.11))), colour, 0.92);
  colour = pow(colour, vec3(1.0 / 2.2));
  float grain = random(at / pixel) - 0.5;
  colour += grain * (0.014 + 0.022 * clamp(exposure - 0.6, 0.0, 1.0)) * (1.3 - colour);

  vec2 label = (picture - vec2(0.018, 0.952)) / vec2(0.5, 0.036);
  if (label.x > 0.0 && label.x < 1.0 && label.y > 0.0 && label.y < 1.0) {
    vec4 ink = texture(caption, vec2(label.x, 1.0 - label.y));
    colour = mix(colour, ink.rgb, ink.a);
  }
  result = vec4(colour, 1.0);
}`
