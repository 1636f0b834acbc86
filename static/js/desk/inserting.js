/* Writes into a text area as typing would, so that the browser's undo goes on working. */
export const replaceRange = (area, start, end, text) => {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
};
