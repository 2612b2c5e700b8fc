// The edges of a list's columns: dragging one sets the width of its column, a double click returns to the column's own. The component
// (`page`) is told at the end, so that dragging does not wait for it.

export function watchColumns(list, page) {
  const [least, most] = [Number(list.dataset.leastWidth), Number(list.dataset.mostWidth)];
  const gripOf = e => e.target.closest?.('.ap-col-grip');

  list.addEventListener('pointerdown', e => {
    const grip = gripOf(e);
    if (!grip || e.button !== 0) return;
    e.preventDefault();
    const head = grip.closest('th');
    const [x, before] = [e.clientX, head.offsetWidth];
    let width = null;
    const move = e => {
      if (e.clientX === x && width === null) return;
      width = Math.max(least, Math.min(most, Math.round(before + e.clientX - x)));
      head.style.setProperty('--ap-width', `${width}px`);
      head.classList.add('ap-col-sized');
    };
    const end = () => {
      grip.removeEventListener('pointermove', move);
      if (width !== null) page.invokeMethodAsync('ResizeAsync', grip.dataset.column, width);
    };
    grip.setPointerCapture(e.pointerId);
    grip.addEventListener('pointermove', move);
    grip.addEventListener('lostpointercapture', end, { once: true });
  });

  list.addEventListener('dblclick', e => {
    const grip = gripOf(e);
    if (grip) page.invokeMethodAsync('ResizeAsync', grip.dataset.column, null);
  });
}
