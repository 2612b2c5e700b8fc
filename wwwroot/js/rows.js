// Mouse and keyboard in a list, virtualized (with data-rows, the length of its scroll area) or not. One row is active and is the list's only Tab stop. Keys move to any row, rendered or not: the
// list scrolls there, and the row gets the focus when it appears. The component (`page`) is told about ranges.

export function watchRows(list, page) {
  const box = list.querySelector('.mud-table-container');
  const body = box.querySelector('tbody');
  const isVirtual = list.dataset.rows !== undefined;
  const rowHeight = Number(list.dataset.rowHeight);
  box.tabIndex = -1;
  let active = 0;
  let hasFocus = false; // In the rows, even while the active row is not rendered.
  let anchor = null; // Where a range started: its position, or null.
  let isNewRange = false;
  let opens = false; // Enter was pressed before the active row was there.
  let kept = isVirtual ? history.state?.apRows ?? null : null; // The place of an earlier visit, until the rows are there.

  const linkOf = row => row?.querySelector('.ap-row-link');
  const boxOf = row => row?.querySelector('.ap-select-box');
  const positionOf = row => row ? Number(boxOf(row)?.dataset.at ?? NaN) : NaN;
  const count = () => isVirtual ? Number(list.dataset.rows) || 0 : rows().length;
  const headHeight = () => box.querySelector('thead').offsetHeight;
  const viewHeight = () => box.clientHeight - headHeight();
  const rows = () => [...body.children].filter(linkOf);
  const indexOf = row => !isVirtual
    ? rows().indexOf(row)
    : Math.round((row.getBoundingClientRect().top - box.getBoundingClientRect().top - headHeight() + box.scrollTop) / rowHeight);
  const activeRow = () => rows().find(row => indexOf(row) === active);

  function reveal(index) {
    if (!isVirtual) {
      rows()[index]?.scrollIntoView({ block: 'nearest' });
      return;
    }
    const top = index * rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + rowHeight > box.scrollTop + viewHeight()) box.scrollTop = top + rowHeight - viewHeight();
  }

  // Puts the Tab stop and, while the list has the focus, the focus where they belong.
  function settle() {
    if (kept && count() > kept.active) {
      ({ active } = kept);
      box.scrollTop = kept.top;
      kept = null;
    }
    if (!isVirtual) active = Math.max(0, Math.min(active, count() - 1));
    const row = activeRow();
    for (const other of rows()) {
      for (const stop of other.querySelectorAll('a, .ap-copy, .ap-inline-edit')) stop.tabIndex = other === row ? 0 : -1;
    }
    if (!hasFocus || row?.contains(document.activeElement)) return;
    (linkOf(row) ?? box).focus({ preventScroll: true });
    if (row && opens) linkOf(row).click();
    if (row) opens = false;
    if (row && anchor !== null) extend(positionOf(row));
  }

  function move(index, isRange) {
    if (!isRange) anchor = null;
    else if (anchor === null) {
      anchor = positionOf(activeRow());
      isNewRange = true;
      if (Number.isNaN(anchor)) anchor = null;
    }
    active = Math.max(0, Math.min(index, count() - 1));
    reveal(active);
    // With the focus on the list, the keys keep coming while the row is being rendered.
    box.focus({ preventScroll: true });
    settle();
  }

  // One call at a time; positions that were passed meanwhile are skipped.
  let next = null;
  let isCalling = false;
  async function extend(position) {
    if (Number.isNaN(position)) return;
    next = position;
    if (isCalling) return;
    isCalling = true;
    try {
      while (next !== null && anchor !== null) {
        const [to, isNew] = [next, isNewRange];
        next = null;
        isNewRange = false;
        await page.invokeMethodAsync('ExtendAsync', anchor, to, isNew);
      }
    } finally {
      isCalling = false;
    }
  }

  let isDue = false;
  const settleSoon = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => { isDue = false; settle(); });
  };
  new MutationObserver(settleSoon).observe(body, { childList: true, subtree: true, attributes: true, attributeFilter: ['style', 'href'] });

  let saving = 0;
  box.addEventListener('scroll', () => {
    settleSoon();
    clearTimeout(saving);
    saving = setTimeout(save, 200);
  });
  // Going back to the list shows the same rows.
  function save() {
    if (isVirtual && list.isConnected && !kept) history.replaceState({ ...history.state, apRows: { top: box.scrollTop, active } }, '');
  }

  const leave = e => {
    if (!list.isConnected) {
      document.removeEventListener('focusin', leave);
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('keydown', press);
    } else if (!body.contains(e.target) && e.target !== box) hasFocus = false;
  };
  document.addEventListener('focusin', leave);
  document.addEventListener('pointerdown', leave);

  list.addEventListener('focusin', e => {
    const row = e.target.closest('tbody tr');
    if (!row && e.target !== box) return;
    hasFocus = true;
    if (row && linkOf(row) && indexOf(row) !== active) {
      active = indexOf(row);
      settleSoon();
    }
  });

  list.addEventListener('click', e => {
    const row = e.target.closest('tbody tr');
    if (!row) return;
    active = indexOf(row);
    anchor = null;
    settleSoon();
    if (e.target.closest('a')) save();
    if (e.target.closest('a, button, input, .ap-col-select, .ap-inline') || getSelection().toString()) return;
    linkOf(row)?.dispatchEvent(
      new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: e.ctrlKey, metaKey: e.metaKey, shiftKey: e.shiftKey }));
  });

  // On the document: between the removal of a row that had the focus and the next frame, keys go to the body.
  document.addEventListener('keydown', press);
  function press(e) {
    const isInRows = body.contains(e.target) && e.target.matches('.ap-row-link, .ap-select-box');
    const isInList = e.target === box || (hasFocus && e.target === document.body);
    if (e.altKey || !(isInRows || isInList)) return;
    const all = box.querySelector('thead .ap-select-box');
    const isSelected = all?.getAttribute('aria-checked') !== 'false';
    if (e.ctrlKey || e.metaKey) {
      if (e.key.toLowerCase() !== 'a') return;
      if (!isSelected) all?.click();
    } else if (e.key === ' ') {
      anchor = null;
      boxOf(activeRow())?.click();
    } else if (e.key === 'F2') {
      activeRow()?.querySelector('.ap-inline-edit')?.click();
    } else if (e.key === 'Enter') {
      // On a link the browser does it.
      if (isInRows) return;
      opens = true;
      settleSoon();
    } else if (e.key === 'Escape') {
      if (!isSelected) return;
      anchor = null;
      all?.click();
    } else {
      const page = isVirtual ? Math.max(1, Math.floor(viewHeight() / rowHeight) - 1) : 10;
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
      if (!(e.key in steps)) return;
      move(active + steps[e.key], e.shiftKey);
    }
    e.preventDefault();
  }

  settleSoon();
}
