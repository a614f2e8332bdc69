/* Names of regions: as many as fit without overlapping, the largest first, topics taking over from themes as one zooms in. */

const PADDING = 6; // pixels kept free around a name
const TOPICS_LEAD_FROM = 2.5; // zoom at which a topic's name says more than its theme's
const NAMES_AT_HOME = 12;

/** Make an element for each label. Text comes from documents: it is set as text, never as HTML. */
export function makeLabels(layer, labels) {
  layer.replaceChildren();
  return labels.map((label) => {
    const element = document.createElement('span');
    element.className = `dataloupe-label ${label.theme ? 'is-theme' : 'is-topic'}`;
    element.textContent = label.text;
    layer.appendChild(element);
    return { ...label, element, width: element.offsetWidth, height: element.offsetHeight };
  });
}

/** Show the labels that fit. `project` turns map coordinates into pixels; `zoom` is 1 when the whole map is in view. */
export function placeLabels(labels, project, width, height, zoom) {
  const topicsLead = zoom >= TOPICS_LEAD_FROM;
  const rank = (label) => (label.theme === !topicsLead ? 0 : 1);
  const ordered = [...labels].sort((a, b) => rank(a) - rank(b) || b.size - a.size);
  const taken = [];
  const most = NAMES_AT_HOME * Math.max(1, zoom);
  for (const label of ordered) {
    const [x, y] = project(label.x, label.y);
    const box = [x - label.width / 2 - PADDING, y - label.height / 2 - PADDING, x + label.width / 2 + PADDING, y + label.height / 2 + PADDING];
    const outside = x < 0 || y < 0 || x > width || y > height;
    const hidden = outside || taken.length >= most || taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
    label.element.classList.toggle('is-hidden', hidden);
    if (hidden) continue;
    taken.push(box);
    // Half pixels would blur the letters.
    label.element.style.transform = `translate(${Math.round(x - label.width / 2)}px, ${Math.round(y - label.height / 2)}px)`;
  }
}
