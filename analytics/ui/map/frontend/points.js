/* The points as they come from Python: Arrow tables, read as typed arrays without copying. */

/** Fewer points are larger and fuller: 20,000 are dust, ten are discs. */
export const sizeOf = (n) => Math.max(2.6, Math.min(9, 11 - 2 * Math.log10(Math.max(1, n))));
export const opacityOf = (n) => Math.max(0.5, Math.min(0.95, 1.3 - 0.18 * Math.log10(Math.max(1, n))));

export const columnsOf = (table) => ({ x: table.getChild('x').toArray(), y: table.getChild('y').toArray(), id: table.getChild('id').toArray() });

/** One set of arrays a class, by counting sort: plotly draws a trace of one colour several times faster than a colour a point. */
export function splitByClass(table, classes, most) {
  const { x, y, id } = columnsOf(table);
  const code = table.getChild('code').toArray();
  const n = Math.min(code.length, most);
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
