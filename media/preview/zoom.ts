/** Makes the pane's text larger and smaller, from the keyboard and with the wheel or a pinch. */
export function registerZoom(start: number, onZoom: (zoom: number, apply: () => void) => void): void {
  let zoom = start;
  const set = (value: number) => {
    const next = Math.min(3, Math.max(0.5, Math.round(value * 100) / 100));
    if (next === zoom) return;
    zoom = next;
    onZoom(zoom, () => applyZoom(zoom));
  };
  applyZoom(zoom);

  // Stopped here, before the editor hears of it and zooms the whole window.
  document.addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key === '+' || event.key === '=') set(zoom * 1.1);
    else if (event.key === '-') set(zoom / 1.1);
    else if (event.key === '0') set(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener(
    'wheel',
    event => {
      if (!event.ctrlKey) return;
      set(zoom * Math.exp(-Math.max(-50, Math.min(50, event.deltaY)) / 250));
      event.preventDefault();
    },
    { passive: false },
  );
}

function applyZoom(zoom: number): void {
  document.documentElement.style.setProperty('--zoom', String(zoom));
}
