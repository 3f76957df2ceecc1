/* Filters: nothing empty in an address that people share. */

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get" || !detail.elt.closest("[data-filter]")) return;
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
});
