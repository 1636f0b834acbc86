/* The editors' desk: each module enhances one part of a form, and the form works without any. */
import { complete } from "./completing.js";
import { keep } from "./keeping.js";
import { preview } from "./previewing.js";
import { tellWhoIsHere } from "./presence.js";
import { addToolbar } from "./toolbar.js";

keep();
const form = document.querySelector("#article_form");
const desk = document.querySelector("#desk_draft");
const body = document.querySelector("textarea#id_body");
if (form && desk && body) {
  for (const name of ["body", "key_messages", "safety_notice"]) {
    const area = document.getElementById(`id_${name}`);
    if (area) complete(area, desk.dataset.choices);
  }
  addToolbar(body);
  preview(form, desk, body);
  tellWhoIsHere(form, desk);
}
const conflict = document.querySelector(".desk-conflict");
if (conflict) conflict.focus();
