/* The names of regions. The server chose them for each zoom level, placed them, and computed their sizes: see
   analytics/figures/map_names.py. Nothing is measured here. */

export const LEVELS_PER_DOUBLING = 2;
const MIN_SCALE = 0.75; // in a window that is smaller than the server assumes, letters are smaller

/** An element for each name. The texts come from documents: they are set as text, never as HTML. */
export function makeNames(layer, names) {
  const made = names.map((name) => {
    const element = document.createElement('span');
    element.className = `dataloupe-label ${name.theme ? 'is-theme' : 'is-topic'} is-hidden`;
    element.textContent = name.text;
    Object.assign(element.style, { width: `${name.width}px`, height: `${name.height}px` });
    return { ...name, element };
  });
  layer.replaceChildren(...made.map(({ element }) => element));
  return made;
}

/** Show the names of the level at their places. `project` turns map coordinates into pixels; `covered` are boxes that
    float above the map: a name moves out of their way where there is space, and is hidden below them otherwise. */
export function placeNames(names, { project, width, height, level, scale, covered }) {
  const shrunk = Math.max(MIN_SCALE, Math.min(1, scale));
  const free = [0, 0, width, height];
  const taken = [];
  for (const name of names) {
    const [x, y] = project(name.x, name.y);
    const isOutside = name.level > level || x < 0 || y < 0 || x > width || y > height;
    const box = isOutside ? null : boxOf(name, x + name.dx * shrunk, y - name.dy * shrunk, shrunk);
    const shown = box && moved(box, free, covered);
    const isShown = Boolean(shown) && !taken.some((other) => overlap(shown, other));
    name.box = isShown ? shown : null;
    name.element.classList.toggle('is-hidden', !isShown);
    if (!isShown) continue;
    taken.push(shown);
    const [left, top] = shown.map(Math.round); // whole pixels: sharp letters
    const size = shrunk < 1 ? ` scale(${shrunk})` : '';
    name.element.style.transform = `translate(${left}px, ${top}px)${size}`;
  }
}

/** The name that is shown at a place in pixels of the stage. */
export const nameAt = (names, x, y) =>
  names.find(({ box }) => box && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);

function boxOf({ width, height }, x, y, scale) {
  const [w, h] = [width * scale, height * scale];
  return [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
}

/** The box at the nearest place within the window that nothing covers, at most half its size away; null without one. */
function moved(box, free, covered) {
  const inside = shifted(box, within(box, free));
  const over = covered.find((other) => overlap(inside, other));
  if (!over) return inside;
  const ways = [[over[2] - inside[0], 0], [over[0] - inside[2], 0], [0, over[3] - inside[1]], [0, over[1] - inside[3]]];
  const [w, h] = [inside[2] - inside[0], inside[3] - inside[1]];
  const near = ways.filter(([dx, dy]) => Math.abs(dx) <= w / 2 && Math.abs(dy) <= h / 2);
  const shortest = near.sort((a, b) => Math.hypot(...a) - Math.hypot(...b)).map((way) => shifted(inside, way));
  const isFree = (one) => within(one, free).every((gap) => gap === 0) && !covered.some((other) => overlap(one, other));
  return shortest.find(isFree) ?? null;
}

const shifted = ([a, b, c, d], [dx, dy]) => [a + dx, b + dy, c + dx, d + dy];
const within = (box, free) => [0, 1].map((i) => Math.max(0, free[i] - box[i]) - Math.max(0, box[i + 2] - free[i + 2]));
const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
