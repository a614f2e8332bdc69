/* The colours of the classes in the current theme, and the shading below the points as an image. */

const listOf = (style, name) => {
  const colours = style.getPropertyValue(name).split(/,(?![^(]*\))/); // not at commas inside rgb(...)
  return colours.map((colour) => colour.trim()).filter(Boolean);
};

const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** [r, g, b] of any CSS colour. */
export function rgb(colour) {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

const mix = (a, b, share) => a.map((level, i) => Math.round(level + (b[i] - level) * share));
const css = (levels) => `rgb(${levels.join(',')})`;

/** The colours of the theme, which Streamlit gives to a component as CSS variables, and colours derived from them. */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  const background = rgb(read('--st-background-color'));
  const text = rgb(read('--st-text-color'));
  const theme = {
    background: css(background),
    text: css(text),
    accent: read('--st-primary-color'),
    font: read('--st-font'),
    dark: background[0] + background[1] + background[2] < 384,
    categorical: listOf(style, '--st-chart-categorical-colors').map(rgb),
    sequential: listOf(style, '--st-chart-sequential-colors').map(rgb),
    diverging: listOf(style, '--st-chart-diverging-colors').map(rgb),
    contrast: ['--st-orange-color', '--st-blue-color'].map((name) => rgb(read(name))),
    neutral: [mix(background, text, 0.42), mix(background, text, 0.2)],
  };
  theme.key = JSON.stringify(theme);
  return theme;
}

/** [r, g, b] of a class. The palest fifth of a scale is not used: it is too close to the background.

    A class with a place on the map has a hue by its direction and a lightness by its distance from the middle, both in
    a perceptual space (OKLCH): neighbours look alike, and each class has a colour of its own. */
export function colourOf(theme, { palette, at }) {
  if (palette === 'place') {
    const [hue, distance] = at;
    const lightness = theme.dark ? 0.86 - 0.26 * distance : 0.46 + 0.26 * (1 - distance);
    return rgb(`oklch(${lightness} ${0.09 + 0.06 * distance} ${hue})`);
  }
  const colours = theme[palette];
  if (palette !== 'sequential' && palette !== 'diverging') return colours[at % colours.length];
  const place = (palette === 'diverging' ? at : 0.2 + 0.8 * at) * (colours.length - 1);
  const below = Math.min(Math.floor(place), colours.length - 2);
  return mix(colours[below], colours[below + 1], place - below);
}

export const cssOf = css;

/** The two planes of a shading, as bytes: the density of each cell, then its class. */
export async function unpack(shading) {
  const packed = Uint8Array.from(atob(shading.planes), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const planes = new Uint8Array(await new Response(stream).arrayBuffer());
  const cells = shading.width * shading.height;
  return { ...shading, level: planes.subarray(0, cells), code: planes.subarray(cells) };
}

/** The shading as the URL of an image. While the class `only` is highlighted, the cells of all others are grey. */
export function imageOf(shading, colours, grey, only, opacity) {
  const canvas = document.createElement('canvas');
  canvas.width = shading.width;
  canvas.height = shading.height;
  const context = canvas.getContext('2d');
  const image = context.createImageData(shading.width, shading.height);
  for (let cell = 0, at = 0; cell < shading.level.length; cell++, at += 4) {
    if (!shading.level[cell]) continue;
    const code = shading.code[cell];
    const isMuted = only !== null && code !== only;
    const colour = isMuted ? grey : colours[code] ?? grey;
    image.data[at] = colour[0];
    image.data[at + 1] = colour[1];
    image.data[at + 2] = colour[2];
    image.data[at + 3] = shading.level[cell] * (isMuted ? opacity * 0.4 : opacity);
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
