/* The map: shading below, points above, names on top. Streamlit calls the default export when data or theme change.

   From Python (see analytics/ui/map/component.py) come the points worth drawing in the current view (at most about
   20,000, as typed arrays), the shading for all points, names, legend and marks. To Python go only small facts: the
   view after a zoom, the outline of a lasso, the id of a clicked document. No event contains points. */

import { colourOf, cssOf, imageOf, themeOf, unpack } from './colours.js';
import { configOf, layoutOf, tracesOf } from './drawing.js';
import { LEVELS_PER_DOUBLING, makeNames, nameAt, placeNames } from './names.js';
import { listenToKeys, repairButtons } from './keyboard.js';
import { drawLegend } from './legend.js';
import { simplify } from './outline.js';
import { loadPlotly } from './plotly.js';
import { columnsOf, splitByClass } from './points.js';
import { Tooltip } from './tooltip.js';
import { boxWithin, cornersOf, fitted, rounded, same } from './view.js';

const QUIET_MS = 120; // a zoom has ended when no other follows for this long
const MAX_SVG_POINTS = 4000; // without WebGL the points are SVG, which is slower

// Containers of the page: the map with all that is above it, the controls, and the drawer.
const ROOM = '.st-key-map-room', CONTROLS = '.st-key-map-controls', DRAWER = '.st-key-map-drawer';

const maps = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let map = maps.get(parentElement);
  if (!map) {
    map = new TextMap(parentElement);
    maps.set(parentElement, map);
  }
  map.send = setTriggerValue;
  map.show(data).catch((error) => {
    map.showStatus(error.message);
    console.error(error);
  });
  // Streamlit also cleans up after a run that a newer run replaces: only an element outside the page is gone.
  return () => setTimeout(() => parentElement.isConnected || map.close());
}

const hasWebGL = () => Boolean(document.createElement('canvas').getContext('webgl'));

class TextMap {
  constructor(parent) {
    const add = (to, name) => {
      const element = document.createElement('div');
      element.className = `dataloupe-${name}`;
      return to.appendChild(element);
    };
    this.root = add(parent, 'map');
    this.stage = add(this.root, 'stage');
    this.plot = add(this.stage, 'plot');
    this.names = add(this.stage, 'names');
    this.status = add(this.stage, 'status');
    this.tooltip = new Tooltip(add(this.stage, 'tooltip'));
    this.legend = add(this.stage, 'legend');
    this.type = hasWebGL() ? 'scattergl' : 'scatter';
    this.only = null; // the highlighted class
    this.mode = 'pan';
    this.requested = []; // views that were sent to Python and have not come back yet
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.stage);
    // The drawer opens and closes without new data: then names are at other places.
    this.room = new MutationObserver((changes) => {
      if (changes.every(({ target }) => this.root.contains(target))) return;
      clearTimeout(this.placing);
      this.placing = setTimeout(() => this.place(), QUIET_MS);
    });
    const room = parent.closest(ROOM);
    if (room) this.room.observe(room, { childList: true, subtree: true });
  }

  close() {
    this.observer.disconnect();
    this.room.disconnect();
    window.removeEventListener('pointerup', this.released, true);
    this.tooltip.close();
    if (this.drawn) this.plotly.purge(this.plot);
  }

  showStatus(message) {
    this.status.textContent = message;
  }

  // --- from Python -----------------------------------------------------------------------------------------------

  async show(data) {
    const theme = themeOf(this.root);
    if (data.version === this.data?.version && theme.key === this.theme.key) return;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const repaint = data.drawing !== this.data?.drawing || theme.key !== this.theme.key;
    const [plotly, shading] = await Promise.all([loadPlotly(), repaint ? unpack(data.shading) : this.shading]);
    if (turn !== this.turn) return; // newer data arrived while this was unpacked
    const hasNewNames = JSON.stringify(data.names) !== JSON.stringify(this.data?.names);
    if (data.legend.title !== this.data?.legend.title) this.only = null;
    Object.assign(this, { plotly, data, theme, shading });
    if (repaint) this.repaint();
    this.marks = columnsOf(data.marks);
    if (hasNewNames) this.shownNames = makeNames(this.names, data.names);
    await this.draw();
    const hidden = this.type === 'scatter' ? Math.max(0, data.points.numRows - MAX_SVG_POINTS) : 0;
    this.showStatus(hidden ? `${hidden.toLocaleString('en')} points are not drawn, because WebGL is off. Enable it in the browser.` : '');
    this.root.dataset.version = data.version; // a test waits for it
    this.requestMissing();
  }

  /** Compute what a lasso or an opened document does not change. Plotly redraws only traces with new arrays. */
  repaint() {
    const { data, theme, shading, only } = this;
    this.colours = data.classes.map((entry) => colourOf(theme, entry));
    if (this.points?.drawing !== data.drawing) {
      const maxPoints = this.type === 'scatter' ? MAX_SVG_POINTS : Infinity;
      this.points = splitByClass(data.points, data.classes.length, maxPoints);
      this.points.drawing = data.drawing;
    }
    // Few points need little shading. A comparison of two groups is mainly its shading.
    this.compared = data.classes.some((entry) => entry.palette === 'contrast');
    const opacity = this.compared ? 0.85 : (theme.dark ? 0.62 : 0.52) * Math.min(1, 0.2 + data.points.numRows / 8000);
    this.image = imageOf(shading, this.colours, theme.neutral[1], only, opacity);
  }

  /** Go to the view from Python, unless it is the echo of a view that the person chose (and may have left since). */
  follow(view) {
    const echo = this.requested.findIndex((box) => same(box, view));
    if (echo >= 0) this.requested.splice(0, echo + 1);
    else if (!this.received || !same(this.received, view)) {
      this.requested = [];
      this.view = same(view, this.data.home) ? this.home() : this.fit(view);
    }
    this.received = view;
  }

  fit(view) {
    return fitted(view, this.stage.clientWidth, this.stage.clientHeight);
  }

  /** The whole map, to the right of the legend and below the controls where there is space for all. */
  home() {
    const { width, height, left, top } = this.space();
    const [x0, x1, y0, y1] = fitted(this.data.home, width - left, height - top);
    return [x0 - ((x1 - x0) * left) / (width - left), x1, y0, y1 + ((y1 - y0) * top) / (height - top)];
  }

  /** Width and height of the stage, and the pixels at its left and top that legend and controls cover. */
  space() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const [, , legend] = boxWithin(this.legend, this.stage);
    const controls = document.querySelector(CONTROLS);
    const bottom = controls ? boxWithin(controls, this.stage)[3] : 0;
    return { width, height, left: legend < width / 3 ? legend : 0, top: bottom > 0 && bottom < height / 3 ? bottom : 0 };
  }

  // --- to Python -------------------------------------------------------------------------------------------------

  requestView() {
    const view = rounded(this.view, this.view);
    this.requested.push(view);
    this.showStatus('Loading more points');
    this.send('view', view);
  }

  /** After a link from another screen, or a resize, the view can extend beyond the data. */
  requestMissing() {
    const [x0, x1, y0, y1] = this.view;
    const [a, b, c, d] = this.data.covered;
    const whole = this.data.home;
    const lacksWidth = (x0 < a && a > whole[0]) || (x1 > b && b < whole[1]);
    const lacksHeight = (y0 < c && c > whole[2]) || (y1 > d && d < whole[3]);
    if ((lacksWidth || lacksHeight) && !this.requested.length) this.requestView();
  }

  // --- drawing ---------------------------------------------------------------------------------------------------

  async draw() {
    const highlight = (code) => {
      this.only = code;
      this.repaint();
      this.draw();
    };
    const select = (code) => this.send('pick', code);
    drawLegend(this.legend, this.data.legend, this.data.classes, this.colours.map(cssOf), this.only, highlight, select);
    this.follow(this.data.view ?? this.data.home);
    await this.plotly.react(this.plot, tracesOf(this), layoutOf(this), configOf(this));
    repairButtons(this.plot);
    if (!this.drawn) this.listen();
    this.drawn = true;
    this.place();
  }

  /** Move the names to their regions. All sizes are read before anything is written: no layout is forced. */
  place() {
    if (!this.drawn) return;
    const { xaxis, yaxis } = this.plot._fullLayout; // the axes during a drag; `layout` changes only after it
    const [x0, x1] = xaxis.range, [y0, y1] = yaxis.range;
    const { clientWidth: width, clientHeight: height } = this.stage;
    const project = (x, y) => [((x - x0) / (x1 - x0)) * width, ((y1 - y) / (y1 - y0)) * height];
    const whole = this.home();
    const zoom = (whole[1] - whole[0]) / (x1 - x0);
    const level = Math.max(0, Math.floor(LEVELS_PER_DOUBLING * Math.log2(zoom) + 0.01));
    const scale = width / (x1 - x0) / (this.data.scale * 2 ** (level / LEVELS_PER_DOUBLING));
    placeNames(this.shownNames, { project, width, height, level, scale, covered: this.covered() });
  }

  /** [left, top, right, bottom] of what floats above the map, in pixels of the stage: names do not go there. */
  covered() {
    const floating = [this.legend, ...document.querySelectorAll(`${CONTROLS}, ${DRAWER}, .dataloupe-plot .modebar`)];
    return floating.map((element) => boxWithin(element, this.stage)).filter((box) => box[2] > box[0]);
  }

  resize() {
    if (!this.drawn || !this.stage.clientWidth) return;
    this.view = this.fit(this.view);
    const { clientWidth: width, clientHeight: height } = this.stage;
    const [x0, x1, y0, y1] = this.view;
    this.plotly.relayout(this.plot, { width, height, 'xaxis.range': [x0, x1], 'yaxis.range': [y0, y1] });
  }

  go([x0, x1, y0, y1]) {
    this.plotly.relayout(this.plot, { 'xaxis.range': [x0, x1], 'yaxis.range': [y0, y1] });
  }

  // --- what people do --------------------------------------------------------------------------------------------

  listen() {
    const on = (event, act) => this.plot.on(`plotly_${event}`, act);
    on('relayouting', () => this.place());
    on('relayout', (change) => {
      if (change.dragmode) this.mode = change.dragmode;
      if (Object.keys(change).some((key) => key.includes('axis'))) this.moved();
    });
    on('selected', (event) => event && this.selected(event));
    on('doubleclick', () => (this.data.outline ? this.send('outline', null) : this.go(this.home())));
    listenToKeys(this);
    on('click', (event) => this.pointed() || this.send('doc', Number(event.points[0].id)));
    this.listenToNames();
    on('hover', ({ points: [point] }) => {
      const { xaxis, yaxis, x, y } = point;
      this.tooltip.show(Number(point.id), point.data.name, xaxis.d2p(x), yaxis.d2p(y));
    });
    on('unhover', () => this.tooltip.hide());
  }

  /** A click on a name opens its region. Names take no events, so a drag can start on them: the place of the click
      decides. */
  listenToNames() {
    const at = ({ clientX, clientY }) => {
      const { left, top } = this.stage.getBoundingClientRect();
      return [clientX - left, clientY - top];
    };
    const isOnMap = ({ target }) => this.plot.contains(target) && !target.closest('.modebar');
    this.stage.addEventListener('pointermove', (event) => {
      const name = !event.buttons && isOnMap(event) && nameAt(this.shownNames, ...at(event));
      this.stage.classList.toggle('is-on-name', Boolean(name));
    });
    this.stage.addEventListener('pointerdown', (event) => (this.pressed = isOnMap(event) ? at(event) : null), true);
    this.released = (event) => { // anywhere: while a button is down, plotly covers the page
      const [x, y] = at(event);
      const stays = this.pressed && Math.hypot(x - this.pressed[0], y - this.pressed[1]) < 4;
      const name = stays && nameAt(this.shownNames, x, y);
      if (name) this.send('topic', name.topic_id);
    };
    window.addEventListener('pointerup', this.released, true);
  }

  /** The name where the pointer was pressed. */
  pointed() {
    return this.pressed && nameAt(this.shownNames, ...this.pressed);
  }

  closeOpened() {
    if (this.data.opened) return this.send('topic', null);
    if (this.data.focus) this.send('doc', null);
    else if (this.data.outline) this.send('outline', null);
  }

  moved() {
    const { xaxis, yaxis } = this.plot.layout;
    const view = [...xaxis.range, ...yaxis.range].map(Number);
    this.place();
    if (same(view, this.view)) return;
    this.view = view;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.requestView(), QUIET_MS);
  }

  selected({ lassoPoints, range }) {
    if (!lassoPoints && !range) return;
    const pixel = (this.view[1] - this.view[0]) / this.stage.clientWidth;
    const corners = lassoPoints
      ? simplify(lassoPoints.x.map((x, i) => [x, lassoPoints.y[i]]), pixel)
      : cornersOf(range);
    this.showStatus('Reading the documents inside');
    this.send('outline', corners.map((corner) => rounded(corner, this.view)));
  }
}
