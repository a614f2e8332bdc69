/* Views as numbers: fitted to the screen, rounded for the link, compared. */

/** The view, extended to the shape of the element: a circle is a circle on every screen. */
export function fitted([x0, x1, y0, y1], width, height) {
  const scale = Math.max((x1 - x0) / width, (y1 - y0) / height);
  const [cx, cy, w, h] = [(x0 + x1) / 2, (y0 + y1) / 2, (scale * width) / 2, (scale * height) / 2];
  return [cx - w, cx + w, cy - h, cy + h];
}

export const cornersOf = ({ x: [x0, x1], y: [y0, y1] }) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];

/** Numbers to a ten-thousandth of the width of the view: finer than any screen, and short in a link. */
export const rounded = (numbers, [x0, x1]) => {
  const digits = Math.max(0, 4 - Math.floor(Math.log10(x1 - x0)));
  return numbers.map((number) => Number(number.toFixed(digits)));
};

/** Whether two views are equal in the digits that a link has. */
export const same = (a, b) => {
  const tolerance = 1e-3 * Math.max(Math.abs(a[1] - a[0]), Math.abs(a[3] - a[2]));
  return a.every((edge, i) => Math.abs(edge - b[i]) <= tolerance);
};

/** [left, top, right, bottom] of an element in pixels of another one. */
export function boxWithin(element, outer) {
  const { left, top } = outer.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  return [box.left - left, box.top - top, box.right - left, box.bottom - top];
}
