// Opens the entry that an address names: a closed one would not be found.
function show() {
  const at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (at && at.tagName === "DETAILS") { at.open = true; at.scrollIntoView(); }
}
addEventListener("hashchange", show);
show();
