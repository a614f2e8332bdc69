/* The state of the map in the terms of plotly: traces, layout and buttons. These functions have no effects. */

import { cssOf } from './colours.js';
import { opacityOf, sizeOf } from './points.js';

const CLEAR = 'rgba(0,0,0,0)';

/** Points by class, rings around marks, and the open document. The last classes, "other" and "missing", are below. */
export function tracesOf(map) {
  return [...dots(map).reverse(), rings(map), ...focus(map)].filter((trace) => trace.x.length);
}

function dots({ type, points, colours, data, theme, only, compared }) {
  const n = points.reduce((sum, ofClass) => sum + ofClass.x.length, 0);
  const size = sizeOf(n);
  const opacity = opacityOf(n) * (compared ? 0.5 : 1);
  return points.map((ofClass, code) => {
    const isMuted = only !== null && only !== code;
    const color = cssOf(isMuted ? theme.neutral[1] : colours[code]);
    const isMissing = code === points.length - 1 && ofClass.x.length < n; // faint: what has no value hides nothing
    const marker = { size, color, opacity: isMuted ? 0.25 : opacity * (isMissing ? 0.4 : 1), line: { width: 0 } };
    return markers(type, ofClass, data.classes[code].name, marker);
  });
}

function rings({ type, marks, theme }) {
  const marker = { symbol: 'circle-open', size: 10, color: theme.text, line: { width: 1.8 }, opacity: 0.9 };
  return markers(type, marks, '', marker);
}

function markers(type, { x, y, id }, name, marker) {
  return { type, mode: 'markers', x, y, ids: id, name, hoverinfo: 'none', showlegend: false, marker };
}

/** The open document, with lines to its true neighbours: short lines where the map is faithful, long ones elsewhere. */
function focus({ type, data, theme }) {
  if (!data.focus) return [];
  const { x, y, links } = data.focus;
  const lines = { x: links.flatMap((to) => [x, to[0], null]), y: links.flatMap((to) => [y, to[1], null]) };
  const marker = { size: 15, color: theme.accent, line: { color: theme.background, width: 3 } };
  // A trace of another type than the points would be below them.
  const base = { type, hoverinfo: 'skip', showlegend: false };
  return [
    { ...base, mode: 'lines', ...lines, line: { color: theme.text, width: 1.3 } },
    { ...base, mode: 'markers', x: [x], y: [y], marker },
  ];
}

export function layoutOf({ view: [x0, x1, y0, y1], stage, mode, theme, data, image }) {
  const axis = { visible: false, showgrid: false, zeroline: false, autorange: false };
  return {
    xaxis: { ...axis, range: [x0, x1] },
    yaxis: { ...axis, range: [y0, y1] },
    margin: { l: 0, r: 0, t: 0, b: 0 },
    width: stage.clientWidth,
    height: stage.clientHeight,
    dragmode: mode,
    hovermode: 'closest',
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    modebar: {
      bgcolor: theme.background,
      color: cssOf(theme.neutral[0]),
      activecolor: theme.accent,
      orientation: 'h',
    },
    newselection: { line: outlineOf(theme) },
    selections: [],
    shapes: data.outline ? [outline(data.outline, theme)] : [],
    images: [shading(image, data.shading.box)],
  };
}

const outlineOf = (theme) => ({ color: theme.text, width: 1.5, dash: 'dot' });

function outline(corners, theme) {
  const path = `M${corners.map((corner) => corner.join(',')).join('L')}Z`;
  const fillcolor = 'rgba(128,128,128,0.12)';
  return { type: 'path', path, line: outlineOf(theme), fillcolor, fillrule: 'evenodd', layer: 'above' };
}

function shading(source, [x0, x1, y0, y1]) {
  const box = { x: x0, y: y1, sizex: x1 - x0, sizey: y1 - y0, sizing: 'stretch' };
  return { source, xref: 'x', yref: 'y', ...box, layer: 'below' };
}

export function configOf(map) {
  const goHome = () => map.go(map.home());
  const home = { name: 'home', title: 'Whole map', icon: map.plotly.Icons.home, click: goHome };
  const { camera, disk } = map.plotly.Icons;
  const png = { name: 'png', title: 'Save as PNG for slides', icon: camera, click: () => saveImage(map, 'png') };
  const svg = { name: 'svg', title: 'Save as SVG for print', icon: disk, click: () => saveImage(map, 'svg') };
  return {
    scrollZoom: true,
    displaylogo: false,
    displayModeBar: true,
    doubleClick: false,
    modeBarButtons: [['pan2d', 'select2d', 'lasso2d'], ['zoomIn2d', 'zoomOut2d', home], [png, svg]],
  };
}

const IMAGE = { width: 1600, height: 1000 };
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'); // plotly reads markup

/** Download what is in view as an image, with the names that are shown and the legend. */
function saveImage(map, format) {
  const { theme, data } = map;
  const layout = layoutOf(map);
  const shown = map.shownNames.filter(({ element }) => !element.classList.contains('is-hidden'));
  const annotations = shown.map(({ text, x, y, dx, dy, theme: isTheme }) => ({
    x, y, xshift: dx, yshift: dy, text: escaped(text).replace(/\n/g, '<br>'), showarrow: false,
    bgcolor: theme.background, opacity: 0.85,
    font: { family: theme.font, color: theme.text, size: isTheme ? 17 : 14 },
  }));
  const traces = tracesOf(map).map((trace) => ({
    ...trace, type: 'scatter', name: escaped(trace.name ?? ''),
    showlegend: Boolean(trace.name) && !data.legend.ends.length,
  }));
  const legend = { title: { text: escaped(data.legend.title) }, font: { color: theme.text, size: 14 }, itemsizing: 'constant' };
  const colours = { paper_bgcolor: theme.background, plot_bgcolor: theme.background };
  const figure = { data: traces, layout: { ...layout, ...IMAGE, ...colours, annotations, legend, showlegend: true } };
  return map.plotly.downloadImage(figure, { format, ...IMAGE, scale: format === 'png' ? 2 : 1, filename: 'dataloupe-map' });
}
