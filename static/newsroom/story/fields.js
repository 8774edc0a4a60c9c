/* Fields of the form: the one of a row by its name, a value set, a choice made, each told to who listens. */

export function part(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

export function setValue(input, value) {
  if (!input) return;
  input.value = value ?? "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Choices, each with id and label, are added to what is chosen; select2, which draws them, is told. */
export function choose(select, ...choices) {
  if (!select) return;
  for (const { id, label } of choices) {
    const value = String(id);
    const there = [...select.options].find((option) => option.value === value);
    const option = there ?? new Option(label, value);
    if (!there) select.add(option);
    option.selected = true;
  }
  window.django?.jQuery(select).trigger("change");
  select.dispatchEvent(new Event("input", { bubbles: true }));
}
