/* Keeps the preview at the part that the caret stands in. Headings are the landmarks: the text and
   what is shown of it have them in one order, and between two of them a share of the way will do. */
const HEADING = /^(?:>[ ]?)*#{1,6}/gm;
const SHOWN = "h2, h3, h4, h5, h6";

/* How far down the shown part the caret's words stand. */
const placeOf = (area, part) => {
  const { selectionStart: caret, value } = area;
  const end = part.offsetTop + part.offsetHeight;
  let from = [0, ...[...value.matchAll(HEADING)].map((found) => found.index), value.length];
  let to = [part.offsetTop, ...[...part.querySelectorAll(SHOWN)].map((head) => head.offsetTop), end];
  if (from.length !== to.length) {
    from = [0, value.length];
    to = [part.offsetTop, end];
  }
  const next = from.findIndex((place, number) => number > 0 && caret <= place);
  const share = (caret - from[next - 1]) / (from[next] - from[next - 1] || 1);
  return to[next - 1] + share * (to[next] - to[next - 1]);
};

export const follow = (area, shown, part) => {
  const place = placeOf(area, part);
  const height = shown.clientHeight;
  // What can be seen already stays where it is: a preview that moves with each key tires the eyes.
  if (place > shown.scrollTop && place < shown.scrollTop + height * 0.8) return;
  shown.scrollTop = place - height / 3;
};
