// A form that an address leads to (#enter, #change) is opened.
(() => {
  "use strict";
  const show = () => {
    const at = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const form = at && at.querySelector("details.act");
    if (!form) return;
    form.open = true;
    form.querySelector("input:not([type=hidden])")?.focus();
  };
  addEventListener("hashchange", show);
  show();
})();
