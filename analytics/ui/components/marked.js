// A text whose every second piece is a match. All text is added as text nodes: the browser never reads it as markup.

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".marked-text");
  const nodes = data.pieces.map((piece, i) => {
    if (i % 2 === 0) return document.createTextNode(piece);
    const mark = document.createElement("mark");
    mark.textContent = piece;
    return mark;
  });
  root.replaceChildren(...nodes);
  if (root.dataset.version !== data.version) requestAnimationFrame(() => showFirst(root));
  root.dataset.version = data.version;
}

/** Scroll the box around the text, and nothing else, to the first match. */
function showFirst(root) {
  const first = root.querySelector("mark");
  const above = (element) => element.parentElement ?? element.getRootNode().host; // out of the component too
  let box = above(root);
  while (box && !["auto", "scroll"].includes(getComputedStyle(box).overflowY)) box = above(box);
  if (!first || !box || box.dataset.testid === "stMain") return;
  const below = first.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom;
  if (below > 0) box.scrollTop += below + box.clientHeight / 2;
}
