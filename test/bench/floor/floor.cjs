// The floor: what the editor's own change event and two messages cost, whatever a preview does with them.
const vscode = require('vscode');

const page = (opening, marker) => `<!doctype html>
<body>
  <p>${opening}</p>
  <p id="marker">${marker}</p>
  <p>END-OF-NOTE</p>
  <script>
    const marker = document.getElementById('marker');
    addEventListener('message', event => { marker.textContent = event.data.text; });
  </script>
</body>`;

function open() {
  const { document } = vscode.window.activeTextEditor;
  const lines = document.getText().split('\n');
  const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  const panel = vscode.window.createWebviewPanel('floor', 'Floor', where, { enableScripts: true });
  panel.webview.html = page(
    lines.find(line => line.startsWith('OPENING')),
    lines.find(line => line.startsWith('MARKER:')),
  );
  const subscription = vscode.workspace.onDidChangeTextDocument(event => {
    const [change] = event.contentChanges;
    if (event.document !== document || change === undefined) return;
    panel.webview.postMessage({ text: document.lineAt(change.range.start.line).text });
  });
  panel.onDidDispose(() => subscription.dispose());
}

exports.activate = context => context.subscriptions.push(vscode.commands.registerCommand('floor.open', open));
