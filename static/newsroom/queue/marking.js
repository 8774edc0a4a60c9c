/* Words marked with the mouse inside the page's text are the piece that the tools are about. */

/* Where in the page a place of the document is, if it stands in the text of a piece. */
function placeOf(node, offset) {
  const text = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".piece-text");
  if (!text || node.nodeType !== Node.TEXT_NODE) return null;
  const [start] = text.closest(".piece").dataset.span.split("-").map(Number);
  /* The server counts characters, the browser halves of some of them. */
  return start + [...node.data.slice(0, offset)].length;
}

export function mark(form) {
  const marked = form.elements.namedItem("marked");
  const selection = document.getSelection();

  form.addEventListener("pointerup", () => {
    marked.value = "";
    if (selection.isCollapsed || !form.contains(selection.anchorNode)) return;
    const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
    const [start, end] = [placeOf(startContainer, startOffset), placeOf(endContainer, endOffset)];
    if (start !== null && end !== null && start < end) marked.value = `${start}-${end}`;
  });
  /* Another piece was chosen, by a click that marks nothing or with the arrows. */
  form.addEventListener("change", ({ target }) => {
    if (target.name === "span" && selection.isCollapsed) marked.value = "";
  });
  form.addEventListener("keydown", ({ key, target }) => {
    if (target.name !== "span" || !key.startsWith("Arrow")) return;
    selection.removeAllRanges();
    marked.value = "";
  });
}
