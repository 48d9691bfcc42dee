/*
 * An image that cannot be loaded, as without a network, has no size when it has no words of its own: the note would
 * show nothing where it stands. Here something stands in its place that tells the reason and tries again.
 */

/** Watches the images below `root`, those that have failed already too. */
export function showFailedImages(root: HTMLElement): void {
  // Errors do not bubble.
  root.addEventListener('error', event => event.target instanceof HTMLImageElement && fail(event.target), true);
  for (const image of root.querySelectorAll('img')) {
    if (image.complete && image.naturalWidth === 0 && image.hasAttribute('src')) fail(image);
  }
  root.addEventListener('click', event => {
    const standIn = event.target instanceof Element ? event.target.closest('.image-failed') : null;
    const image = standIn?.previousElementSibling;
    if (image instanceof HTMLImageElement) tryAgain(image);
  });
  window.addEventListener('online', () => {
    for (const image of root.querySelectorAll<HTMLImageElement>('img[data-failed]')) tryAgain(image);
  });
}

/** The source of an image that could not be loaded. */
export function failedSource(image: HTMLImageElement): string | undefined {
  return image.dataset.failed;
}

/**
 * Puts an image that took the place of a failed one into the same state, without asking for it again.
 *
 * @param before the failed one, which still has its stand-in
 */
export function carryFailure(before: HTMLImageElement, image: HTMLImageElement): void {
  const standIn = standInOf(before);
  if (standIn !== undefined) standInFor(image, standIn);
}

function fail(image: HTMLImageElement): void {
  const source = image.src;
  const standIn = document.createElement('button');
  standIn.type = 'button';
  standIn.className = 'image-held image-failed';
  standIn.append(part('image-name', image.alt || nameOf(source)), ' ', part('image-reason', reason(source)));
  standInFor(image, standIn);
}

function standInFor(image: HTMLImageElement, standIn: Element): void {
  image.dataset.failed = image.getAttribute('src') ?? '';
  // With it, each change of the block would ask for the image again.
  image.removeAttribute('src');
  image.after(standIn);
}

function standInOf(image: HTMLImageElement): Element | undefined {
  const next = image.nextElementSibling;
  return next?.classList.contains('image-failed') ? next : undefined;
}

function tryAgain(image: HTMLImageElement): void {
  const source = image.dataset.failed ?? '';
  standInOf(image)?.remove();
  delete image.dataset.failed;
  // One that waits for its place to come into view would not try.
  image.loading = 'eager';
  image.setAttribute('src', source);
}

function part(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function reason(source: string): string {
  const url = new URL(source, document.baseURI);
  const remote = url.protocol.startsWith('http') && url.hostname !== location.hostname && !isLocal(url.hostname);
  return remote
    ? `Could not be loaded from ${url.hostname}. Click to try again.`
    : 'Could not be read as an image. Click to try again.';
}

/** Where the editor serves the workspace's own files from. */
function isLocal(host: string): boolean {
  return /(?:^|\.)(?:vscode-cdn\.net|vscode-resource|localhost)$|^127\.0\.0\.1$/.test(host);
}

function nameOf(source: string): string {
  const tail =
    source
      .replace(/[?#].*$/s, '')
      .split('/')
      .at(-1) ?? '';
  try {
    return decodeURIComponent(tail) || 'Image';
  } catch {
    return tail;
  }
}
