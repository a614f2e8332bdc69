/* The map by keyboard: arrows move, + and - zoom, 0 shows the whole map, Enter opens the document in the middle, Escape
   closes what is open. Only the lasso needs a pointer. */

const STEP = 0.2; // share of the view
const ZOOM = 1.5;
const HELP = 'Map. Arrow keys move, plus and minus zoom, 0 shows the whole map, Enter opens the document nearest to the '
  + 'middle, Escape closes it.';

export function listenToKeys(map) {
  Object.assign(map.stage, { tabIndex: 0 });
  map.stage.setAttribute('role', 'application');
  map.stage.setAttribute('aria-label', HELP);
  map.stage.addEventListener('keydown', (event) => {
    if (event.target !== map.stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actions(map)[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}

const actions = (map) => ({
  ArrowLeft: () => move(map, -STEP, 0),
  ArrowRight: () => move(map, STEP, 0),
  ArrowUp: () => move(map, 0, STEP),
  ArrowDown: () => move(map, 0, -STEP),
  '+': () => zoom(map, ZOOM),
  '=': () => zoom(map, ZOOM),
  '-': () => zoom(map, 1 / ZOOM),
  0: () => map.go(map.home()),
  Home: () => map.go(map.home()),
  Enter: () => openNearest(map),
  Escape: () => map.closeOpened(),
});

function move(map, right, up) {
  const [x0, x1, y0, y1] = map.view;
  const [dx, dy] = [right * (x1 - x0), up * (y1 - y0)];
  map.go([x0 + dx, x1 + dx, y0 + dy, y1 + dy]);
}

function zoom(map, factor) {
  const [x, y] = middle(map);
  const [x0, x1, y0, y1] = map.view;
  map.go([x - (x - x0) / factor, x + (x1 - x) / factor, y - (y - y0) / factor, y + (y1 - y) / factor]);
}

/** The middle of the space that no controls cover. */
function middle(map) {
  const { width, height, left, top } = map.space();
  const [x0, x1, y0, y1] = map.view;
  return [x0 + ((left + width) / 2 / width) * (x1 - x0), y1 - ((top + height) / 2 / height) * (y1 - y0)];
}

function openNearest(map) {
  const [x, y] = middle(map);
  let nearest = null, least = Infinity;
  for (const points of map.points) {
    for (let i = 0; i < points.x.length; i++) {
      const off = (points.x[i] - x) ** 2 + (points.y[i] - y) ** 2;
      if (off < least) [nearest, least] = [points.id[i], off];
    }
  }
  if (nearest !== null) map.send('doc', nearest);
}

/** Plotly draws its buttons as links without an address: they get a place in the order of the Tab key, and a name. */
export function repairButtons(plot) {
  for (const button of plot.querySelectorAll('.modebar-btn:not([tabindex])')) {
    button.tabIndex = 0;
    button.setAttribute('role', 'button');
    button.setAttribute('aria-label', button.dataset.title);
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    });
  }
}
