/* The names of regions: as many as fit without overlap, the largest first. After some zoom, topics come first. */

const PADDING = 4; // free pixels around a name
const TOPICS_FIRST_FROM = 2.5; // from this zoom on, topics come before themes
const MAX_NAMES_AT_HOME = 14;
const SHIFTS = [0, -0.7, 0.7]; // vertical distances from the middle of a region, in heights of the name

/** An element for each label. The texts come from documents: they are set as text, never as HTML. */
export function makeLabels(layer, labels) {
  layer.replaceChildren();
  return labels.map((label) => {
    const element = document.createElement('span');
    element.className = `dataloupe-label ${label.theme ? 'is-theme' : 'is-topic'} is-hidden`;
    element.textContent = label.text;
    layer.appendChild(element);
    return { ...label, element, width: element.offsetWidth, height: element.offsetHeight };
  });
}

/** Show the labels that fit. `project` turns map coordinates into pixels; `zoom` is 1 when the whole map is in view;
    `covered` are boxes that float above the map. */
export function placeLabels(labels, project, width, height, zoom, covered) {
  const topicsFirst = zoom >= TOPICS_FIRST_FROM;
  const rank = (label) => (label.theme === !topicsFirst ? 0 : 1);
  const ordered = [...labels].sort((a, b) => rank(a) - rank(b) || b.size - a.size);
  const taken = [...covered];
  const maxNames = MAX_NAMES_AT_HOME * Math.max(1, zoom);
  for (const label of ordered) {
    const [x, y] = project(label.x, label.y);
    const outside = x < 0 || y < 0 || x > width || y > height || taken.length - covered.length >= maxNames;
    const boxes = outside ? [] : SHIFTS.map((shift) => boxAround(x, y + shift * label.height, label, width));
    const box = boxes.find((one) => !taken.some((other) => overlap(one, other)));
    label.element.classList.toggle('is-hidden', !box);
    if (!box) continue;
    taken.push(box);
    const [left, top] = [Math.round(box[0] + PADDING), Math.round(box[1] + PADDING)]; // whole pixels: sharp letters
    label.element.style.transform = `translate(${left}px, ${top}px)`;
  }
}

/** [left, top, right, bottom] of a name at (x, y), moved sideways where it would leave the map. */
function boxAround(x, y, { width, height }, mapWidth) {
  const [w, h] = [width + 2 * PADDING, height + 2 * PADDING];
  const left = Math.max(0, Math.min(x - w / 2, mapWidth - w));
  return [left, y - h / 2, left + w, y + h / 2];
}

const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
