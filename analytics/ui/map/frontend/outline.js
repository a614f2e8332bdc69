/* Simplifies a drawn outline for the link (Douglas and Peucker 1973): the tolerance grows until the corners are few. */

const MAX_CORNERS = 200;

function distance([x, y], [x1, y1], [x2, y2]) {
  const dx = x2 - x1, dy = y2 - y1;
  const along = dx || dy ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy))) : 0;
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

function thin(points, tolerance) {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const stretches = [[0, points.length - 1]];
  while (stretches.length) {
    const [from, to] = stretches.pop();
    let farthest = -1, largest = tolerance;
    for (let i = from + 1; i < to; i++) {
      const off = distance(points[i], points[from], points[to]);
      if (off > largest) [farthest, largest] = [i, off];
    }
    if (farthest < 0) continue;
    keep[farthest] = 1;
    stretches.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => keep[i]);
}

export function simplify(points, tolerance) {
  let corners = thin(points, tolerance);
  for (let wider = 2 * tolerance; corners.length > MAX_CORNERS; wider *= 2) corners = thin(points, wider);
  return corners;
}
