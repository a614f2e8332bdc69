// Two texts side by side. All text is added as text nodes, so that the browser never reads it as markup.

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".difference");
  root.replaceChildren();
  let sides = row(root);
  for (const piece of data.pieces) {
    add(sides[0], piece.left, piece.same ? "same" : "left");
    add(sides[1], piece.right, piece.same ? "same" : "right");
    if (piece.folded) {
      const fold = document.createElement("div");
      fold.className = "fold";
      fold.textContent = `${piece.folded.toLocaleString("en")} words in common`;
      root.append(fold);
      sides = row(root);
      add(sides[0], piece.left_after, "same");
      add(sides[1], piece.right_after, "same");
    }
  }
}

function row(root) {
  return ["left", "right"].map((side) => {
    const cell = document.createElement("div");
    cell.className = "cell";
    cell.dataset.side = side;
    root.append(cell);
    return cell;
  });
}

function add(cell, text, kind) {
  if (!text) return;
  const span = document.createElement(kind === "same" ? "span" : "mark");
  span.className = kind;
  span.textContent = text;
  cell.append(span);
}
