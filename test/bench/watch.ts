/** A text that was seen in a webview, in milliseconds since 1970 on the browser's own clock. */
export interface Sighting {
  readonly text: string;
  /** When the document held it. */
  readonly inDocument: number;
  /** After the next animation frame: a stand-in for "on the screen". */
  readonly onScreen?: number;
  /** Distance of its top from the pane's, in pixels. */
  readonly top: number;
}

/** What is gathered inside a webview's document. */
export interface WebviewWatch {
  opening: Sighting | undefined;
  end: Sighting | undefined;
  readonly marker: Sighting[];
  /** Elements and texts added and removed so far. */
  changedNodes: number;
  readonly messages: { readonly type: string; readonly bytes: number }[];
}

/** What is gathered in the workbench's window. */
export interface KeyWatch {
  /** Keys by the time stamp of the browser's own event. */
  readonly keys: { readonly key: string; readonly at: number }[];
}

/**
 * Init script, runs in every frame before any of its scripts and does its work in a webview's inner one. It is sent as
 * source, so it may use nothing of this file.
 */
export function watchWebview(): void {
  if (window === window.top) return;
  const watch: WebviewWatch = { opening: undefined, end: undefined, marker: [], changedNodes: 0, messages: [] };
  (globalThis as unknown as { benchWatch: WebviewWatch }).benchWatch = watch;
  const now = () => performance.timeOrigin + performance.now();

  const sighting = (element: Element): Sighting => {
    const seen: Sighting & { onScreen?: number } = {
      text: (element.textContent ?? '').replace(/\s/g, ''),
      inDocument: now(),
      top: element.getBoundingClientRect().top,
    };
    requestAnimationFrame(() => {
      const afterFrame = new MessageChannel();
      afterFrame.port1.onmessage = () => {
        seen.onScreen = now();
      };
      afterFrame.port2.postMessage(0);
    });
    return seen;
  };
  const lookAt = (element: Element | null) => {
    const text = element?.textContent?.trimStart();
    if (element === null || text === undefined) return;
    if (text.startsWith('OPENING')) watch.opening ??= sighting(element);
    if (text.startsWith('END-OF-NOTE')) watch.end ??= sighting(element);
    if (text.startsWith('MARKER:') && watch.marker.at(-1)?.text !== text.replace(/\s/g, '')) {
      watch.marker.push(sighting(element));
    }
  };
  // The innermost elements below a node whose text begins with one of the words.
  const lookBelow = (node: Node) => {
    if (!/OPENING|END-OF-NOTE|MARKER:/.test(node.textContent ?? '')) return;
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = node instanceof Text ? node : texts.nextNode(); text !== null; text = texts.nextNode()) {
      if (/^\s*(OPENING|END-OF-NOTE|MARKER:)/.test((text as Text).data)) lookAt(text.parentElement);
    }
  };

  const observer = new MutationObserver(records => {
    for (const record of records) {
      watch.changedNodes += record.addedNodes.length + record.removedNodes.length;
      if (record.type === 'characterData') {
        watch.changedNodes++;
        lookAt(record.target.parentElement);
      }
      for (const node of record.addedNodes) lookBelow(node);
    }
  });
  // VS Code writes a webview's HTML with document.open(), which takes away observers and listeners: attach them again.
  let root: Element | undefined;
  const attach = () => {
    const present = document.documentElement;
    if (present !== null && present !== root) {
      root = present;
      observer.disconnect();
      observer.observe(present, { subtree: true, childList: true, characterData: true });
      addEventListener('message', event => {
        const text = JSON.stringify(event.data) ?? '';
        watch.messages.push({ type: String(event.data?.type), bytes: text.length });
      });
      lookBelow(present);
    }
    setTimeout(attach, watch.opening === undefined ? 8 : 250);
  };
  attach();
}

/** Init script for the workbench's own window: the keys, by the time stamps of their events. */
export function watchKeys(): void {
  if (window !== window.top) return;
  const watch: KeyWatch = { keys: [] };
  (globalThis as unknown as { benchKeys: KeyWatch }).benchKeys = watch;
  addEventListener(
    'keydown',
    event => watch.keys.push({ key: event.key, at: performance.timeOrigin + event.timeStamp }),
    true,
  );
}
