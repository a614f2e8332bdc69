/* Names of regions: as many as fit without overlapping, the largest first, topics taking over from themes as one zooms in. */

const PADDING = 4; // pixels kept free around a name
const TOPICS_LEAD_FROM = 2.5; // zoom at which a topic's name says more than its theme's
const NAMES_AT_HOME = 14;
const NUDGES = [0, -0.7, 0.7]; // a name may stand this many of its heights above or below its region's middle

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
    const outside = x < 0 || y < 0 || x > width || y > height || taken.length >= most;
    const place = outside ? undefined : NUDGES.map((lines) => boxAround(x, y + lines * label.height, label)).find((box) => !taken.some((other) => overlap(box, other)));
    label.element.classList.toggle('is-hidden', !place);
    if (!place) continue;
    taken.push(place);
    // Half pixels would blur the letters.
    label.element.style.transform = `translate(${Math.round(place[0] + PADDING)}px, ${Math.round(place[1] + PADDING)}px)`;
  }
}

function boxAround(x, y, { width, height }) {
  return [x - width / 2 - PADDING, y - height / 2 - PADDING, x + width / 2 + PADDING, y + height / 2 + PADDING];
}

const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
