import type { FromWebviewMessage, PaneState, ToWebviewMessage } from '../../src/protocol.ts';

/** The extension as the webview sees it. */
export interface Host {
  post(message: FromWebviewMessage): void;
  onMessage(listener: (message: ToWebviewMessage) => void): void;
  /** What was kept when this pane was last shown. */
  readonly state: PaneState | undefined;
  keep(state: PaneState): void;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromWebviewMessage): void;
  getState(): PaneState | undefined;
  setState(state: PaneState): void;
};

/** Takes hold of the extension; can be done once in a page. */
export function acquireHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: message => api.postMessage(message),
    // The host of the webview takes messages of other origins out before they arrive here.
    onMessage: listener => window.addEventListener('message', (event: MessageEvent) => listener(event.data)),
    state: api.getState(),
    keep: state => api.setState(state),
  };
}
