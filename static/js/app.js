// Nothing works only with this file: it counts ticked rows, closes menus, makes dialogs modal, ends
// streams and takes toasts away.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Selection: the rows say what is ticked, the bar over them only repeats it. Ids chosen on other pages are hidden
  // fields of its form, so paging is a GET of that form and nothing is kept in the browser (S36).
  const count = () => {
    for (const bar of all(".selected")) {
      const card = bar.closest(".card");
      const boxes = all("td.tick input", card);
      const ticked = boxes.filter((box) => box.checked);
      for (const box of boxes) box.closest("tr").classList.toggle("on", box.checked);
      const head = card.querySelector("thead [type=checkbox]");
      if (head) {
        head.checked = ticked.length > 0 && ticked.length === boxes.length;
        head.indeterminate = ticked.length > 0 && !head.checked;
      }
      const number = bar.querySelector(".n");
      if (number) number.textContent = (ticked.length + Number(bar.dataset.elsewhere)).toLocaleString("en");
    }
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("thead [type=checkbox]"))
      for (const other of all("td.tick input", box.closest("table"))) other.checked = box.checked;
    if (box.matches(".tick input, thead [type=checkbox]")) count();
  });

  // A date somebody sets is meant: it chooses "Start and end date".
  document.addEventListener("input", (event) => {
    const choice = event.target.dataset.chooses;
    if (choice) document.getElementById(choice).checked = true;
  });

  // Menus close when the reader goes elsewhere.
  const closeMenus = (except) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(except)) menu.open = false;
  };
  document.addEventListener("click", (event) => closeMenus(event.target));

  // Dialogs: modal with a script. One that htmx put over the page just goes away again; one that has the address to
  // itself is left by its link.
  let opener = null;
  const over = () => document.getElementById("over");
  const show = () => {
    const dialog = over()?.querySelector("dialog[open]");
    if (!dialog || dialog.matches(":modal")) return;
    dialog.removeAttribute("open");
    dialog.showModal();
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      leave();
    });
  };
  const leave = () => {
    if (opener) {
      over().replaceChildren();
      if (opener.isConnected) opener.focus();
      opener = null;
    } else over().querySelector("a[data-close]")?.click();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#over [data-close]");
    if ((link && opener) || event.target.matches("#over dialog")) {
      event.preventDefault();
      leave();
    }
  });
  document.addEventListener("htmx:before:request", (event) => {
    const { target, sourceElement } = event.detail.ctx;
    if (target?.id === "over" && !over().contains(sourceElement)) {
      opener = sourceElement.closest("details.menu")?.querySelector("summary") ?? sourceElement;
      closeMenus(null);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest("details.menu[open]");
    closeMenus(null);
    menu?.querySelector("summary").focus();
  });

  // A task that has ended sends its last fragment without a stream. hx-sse would connect again all the same.
  document.addEventListener("htmx:sse:before:connection", (event) => {
    if (!event.target.hasAttribute("hx-sse:connect")) event.preventDefault();
  });

  // Good news goes after six seconds, unless it is being read.
  const toasts = () => {
    for (const toast of all(".toast")) {
      const away = () => (toast.matches(":hover, :focus-within") ? setTimeout(away, 2000) : toast.remove());
      setTimeout(away, 6000);
    }
  };

  document.addEventListener("htmx:after:swap", () => {
    count();
    show();
  });
  document.addEventListener("DOMContentLoaded", () => {
    count();
    show();
    toasts();
  });
})();
