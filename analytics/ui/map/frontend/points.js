/* The points from Python: Arrow tables, read as typed arrays without a copy. */

/** The fewer points, the larger and the more opaque they are. */
export const sizeOf = (n) => Math.max(2.6, Math.min(9, 11 - 2 * Math.log10(Math.max(1, n))));
export const opacityOf = (n) => Math.max(0.5, Math.min(0.95, 1.3 - 0.18 * Math.log10(Math.max(1, n))));

const arrayOf = (table, name) => table.getChild(name).toArray();

export const columnsOf = (table) => ({ x: arrayOf(table, 'x'), y: arrayOf(table, 'y'), id: arrayOf(table, 'id') });

/** One set of arrays per class, by counting sort: plotly draws one colour per trace faster than one per point. */
export function splitByClass(table, classes, maxPoints) {
  const { x, y, id } = columnsOf(table);
  const code = arrayOf(table, 'code');
  const n = Math.min(code.length, maxPoints);
  const start = new Uint32Array(classes + 1);
  for (let i = 0; i < n; i++) start[code[i] + 1]++;
  for (let k = 0; k < classes; k++) start[k + 1] += start[k];
  const next = start.slice();
  const sorted = { x: new Float32Array(n), y: new Float32Array(n), id: new Int32Array(n) };
  for (let i = 0; i < n; i++) {
    const at = next[code[i]]++;
    sorted.x[at] = x[i];
    sorted.y[at] = y[i];
    sorted.id[at] = id[i];
  }
  return Array.from({ length: classes }, (_, k) => ({
    x: sorted.x.subarray(start[k], start[k + 1]),
    y: sorted.y.subarray(start[k], start[k + 1]),
    id: sorted.id.subarray(start[k], start[k + 1]),
  }));
}
