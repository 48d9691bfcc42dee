/** Pixels of the copy for one of the picture. */
const sharpness = 3;
/** Browsers draw no longer side than this, in pixels. */
const longestSide = 16_000;

/**
 * Draws an SVG and puts it on the clipboard as PNG.
 *
 * @returns why that could not be done; undefined when it was
 */
export async function copyPicture(picture: {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}): Promise<string | undefined> {
  try {
    const { svg, width, height } = picture;
    const image = new Image(width, height);
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    await image.decode();
    const scale = Math.min(sharpness, longestSide / width, longestSide / height);
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    const drawing = canvas.getContext('2d');
    if (drawing === null) return 'there is nothing to draw on';
    drawing.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
    if (png === null) return 'the picture is too large';
    await focused();
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The clipboard is only for the page that has the focus, which the menu gives back a moment after it closes. */
async function focused(): Promise<void> {
  window.focus();
  for (let waited = 0; !document.hasFocus() && waited < 1000; waited += 25) {
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}
