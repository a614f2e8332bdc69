/* The map: shading below, points above, names over both. Streamlit calls the default export again on every change of data or theme.

   What comes down (see analytics/ui/map/component.py): the points worth drawing in the present view (at most some 20,000, typed
   arrays), the shading for all the others, names, legend, marks. What goes up are small facts only: the view after a zoom, the
   outline of a lasso, the id of a clicked document. Python and DuckDB find the documents; no event ever carries points. */

import { cssOf, paintOf, pictureOf, themeOf, unpack } from './colours.js';
import { configOf, layoutOf, tracesOf } from './drawing.js';
import { makeLabels, placeLabels } from './labels.js';
import { drawLegend } from './legend.js';
import { simplify } from './outline.js';
import { loadPlotly } from './plotly.js';
import { columnsOf, splitByClass } from './points.js';
import { Tooltip } from './tooltip.js';

const QUIET_MS = 120; // a zoom counts as finished after this long without another
const MOST_SVG_POINTS = 4000; // without WebGL the points are SVG, which bears fewer

const maps = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let map = maps.get(parentElement);
  if (!map) {
    map = new TextMap(parentElement);
    maps.set(parentElement, map);
  }
  map.send = setTriggerValue;
  map.show(data).catch((error) => {
    map.say(error.message);
    console.error(error);
  });
  // Streamlit also cleans up after a run that a newer one overtook: only an element that left the page is really gone.
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
    this.legend = add(this.root, 'legend');
    this.type = hasWebGL() ? 'scattergl' : 'scatter';
    this.only = null; // the class singled out in the legend
    this.mode = 'pan';
    this.asked = []; // views sent to Python that have not come back yet
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.stage);
  }

  close() {
    this.observer.disconnect();
    this.tooltip.close();
    if (this.drawn) this.plotly.purge(this.plot);
  }

  say(message) {
    this.status.textContent = message;
  }

  // --- from Python -----------------------------------------------------------------------------------------------

  async show(data) {
    const theme = themeOf(this.root);
    if (data.version === this.data?.version && theme.key === this.theme.key) return;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const repaint = data.drawing !== this.data?.drawing || theme.key !== this.theme.key;
    const [plotly, shading] = await Promise.all([loadPlotly(), repaint ? unpack(data.shading) : this.shading]);
    if (turn !== this.turn) return; // a newer answer overtook this one while it was unpacked
    const named = JSON.stringify(data.labels) !== JSON.stringify(this.data?.labels);
    if (data.legend.title !== this.data?.legend.title) this.only = null;
    Object.assign(this, { plotly, data, theme, shading });
    if (repaint) this.repaint();
    this.marks = columnsOf(data.marks);
    if (named) this.labels = makeLabels(this.names, data.labels);
    await this.draw();
    const left = data.points.numRows - MOST_SVG_POINTS;
    this.say(this.type === 'scatter' && left > 0 ? `without WebGL, ${left.toLocaleString('en')} points are left out` : '');
    this.root.dataset.version = data.version; // lets a test wait for the picture it asked for
    this.askForMore();
  }

  /** What a lasso or an opened document leaves as it is. Plotly redraws only the traces whose arrays are new. */
  repaint() {
    const { data, theme, shading, only } = this;
    this.paints = data.classes.map((entry) => paintOf(theme, entry));
    if (this.points?.drawing !== data.drawing) {
      this.points = splitByClass(data.points, data.classes.length, this.type === 'scatter' ? MOST_SVG_POINTS : Infinity);
      this.points.drawing = data.drawing;
    }
    // Where points are few they say it all, and a shading would only blur them; where two groups are compared it is the picture.
    this.compared = data.classes.some((entry) => entry.palette === 'contrast');
    const strength = this.compared ? 0.85 : (theme.dark ? 0.62 : 0.52) * Math.min(1, 0.2 + data.points.numRows / 8000);
    this.picture = pictureOf(shading, this.paints, theme.neutral[1], only, strength);
  }

  /** Go where Python says, unless this is the echo of where the person went (who may have moved on since). */
  follow(view) {
    const echo = this.asked.findIndex((box) => same(box, view));
    if (echo >= 0) this.asked.splice(0, echo + 1);
    else if (!this.told || !same(this.told, view)) {
      this.asked = [];
      this.view = this.fit(view);
    }
    this.told = view;
  }

  /** The view grown to the element's shape, so that a circle stays a circle on every screen. */
  fit([x0, x1, y0, y1]) {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const scale = Math.max((x1 - x0) / width, (y1 - y0) / height);
    const [cx, cy, w, h] = [(x0 + x1) / 2, (y0 + y1) / 2, (scale * width) / 2, (scale * height) / 2];
    return [cx - w, cx + w, cy - h, cy + h];
  }

  // --- to Python -------------------------------------------------------------------------------------------------

  ask() {
    const view = rounded(this.view, this.view);
    this.asked.push(view);
    this.say('refining');
    this.send('view', view);
  }

  /** After a link from another screen, or a resize, the view can reach beyond what was sent. */
  askForMore() {
    const [x0, x1, y0, y1] = this.view;
    const [a, b, c, d] = this.data.covered;
    const whole = this.data.home;
    const lacking = (x0 < a && a > whole[0]) || (x1 > b && b < whole[1]) || (y0 < c && c > whole[2]) || (y1 > d && d < whole[3]);
    if (lacking && !this.asked.length) this.ask();
  }

  // --- drawing ---------------------------------------------------------------------------------------------------

  async draw() {
    drawLegend(this.legend, this.data.legend, this.data.classes, this.paints.map(cssOf), this.only, (code) => {
      this.only = code;
      this.repaint();
      this.draw();
    }); // first, because its height decides how much is left for the map
    this.follow(this.data.view ?? this.data.home);
    await this.plotly.react(this.plot, tracesOf(this), layoutOf(this), configOf(this));
    if (!this.drawn) this.listen();
    this.drawn = true;
    this.place();
  }

  /** Put the names where their regions are now. */
  place() {
    const { xaxis, yaxis } = this.plot._fullLayout; // the axes while a drag is under way; `layout` follows only afterwards
    const [x0, x1] = xaxis.range, [y0, y1] = yaxis.range;
    const { clientWidth: width, clientHeight: height } = this.stage;
    const project = (x, y) => [((x - x0) / (x1 - x0)) * width, ((y1 - y) / (y1 - y0)) * height];
    const whole = this.fit(this.data.home);
    placeLabels(this.labels, project, width, height, (whole[1] - whole[0]) / (x1 - x0));
  }

  resize() {
    if (!this.drawn || !this.stage.clientWidth) return;
    this.view = this.fit(this.view);
    this.plotly.relayout(this.plot, { width: this.stage.clientWidth, height: this.stage.clientHeight, 'xaxis.range': this.view.slice(0, 2), 'yaxis.range': this.view.slice(2) });
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
    on('doubleclick', () => (this.data.outline ? this.send('outline', null) : this.go(this.fit(this.data.home))));
    on('click', (event) => this.send('doc', Number(event.points[0].id)));
    on('hover', ({ points: [point] }) => {
      const { xaxis, yaxis, x, y } = point;
      this.tooltip.show(Number(point.id), point.data.name, xaxis.d2p(x), yaxis.d2p(y));
    });
    on('unhover', () => this.tooltip.hide());
  }

  moved() {
    const { xaxis, yaxis } = this.plot.layout;
    const view = [...xaxis.range, ...yaxis.range].map(Number);
    this.place();
    if (same(view, this.view)) return;
    this.view = view;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), QUIET_MS);
  }

  selected({ lassoPoints, range }) {
    if (!lassoPoints && !range) return;
    const pixel = (this.view[1] - this.view[0]) / this.stage.clientWidth;
    const corners = lassoPoints
      ? simplify(lassoPoints.x.map((x, i) => [x, lassoPoints.y[i]]), pixel)
      : [[range.x[0], range.y[0]], [range.x[1], range.y[0]], [range.x[1], range.y[1]], [range.x[0], range.y[1]]];
    this.say('asking');
    this.send('outline', corners.map((corner) => rounded(corner, this.view)));
  }
}

/** Numbers to a ten-thousandth of the view's width: finer than any screen, short in a link. */
const rounded = (numbers, [x0, x1]) => numbers.map((number) => Number(number.toFixed(Math.max(0, 4 - Math.floor(Math.log10(x1 - x0))))));

/** The same view, up to the digits a link keeps. */
const same = (a, b) => a.every((edge, i) => Math.abs(edge - b[i]) <= 1e-3 * Math.max(Math.abs(a[1] - a[0]), Math.abs(a[3] - a[2])));
